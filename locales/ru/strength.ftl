strength-empty = Четыре-пять слов, не связанных между собой, надёжны и легко запоминаются.
strength-guessable = Легко угадать. Добавьте одно-два слова, никак не связанных с другими.
strength-good = Трудно угадать.
strength-very-good = Очень трудно угадать.
strength-rule-guess = Трудно угадать: без закономерности и без своего имени
strength-long = Это длиннее предела в { $longest } знаков.
strength-short =
    { $missing ->
        [one] Нужен ещё { $missing } знак.
        [few] Нужно ещё { $missing } знака.
        [many] Нужно ещё { $missing } знаков.
       *[other] Нужно ещё { $missing } знака.
    }
strength-rule-length = Не меньше { $shortest } знаков
strength-common = Это знают многие. Добавьте одно-два слова, которых никто не ждёт.
strength-rule-common = Нет в списке частых паролей
