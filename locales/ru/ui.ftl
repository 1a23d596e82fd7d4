# Слова элементов: на каждой странице одни и те же.
ui-skip = К содержанию
ui-menu = Меню
ui-language = Язык
ui-sign-in-problems = Не получается войти?
ui-switch = Сменить рабочее пространство:
ui-my-passport = Мой паспорт
ui-operator = Управление сервером
ui-sign-out = Выйти
ui-error-prefix = Ошибка:
ui-problem = Нужно исправить
ui-optional = (необязательно)
ui-show = Показать
ui-hide = Скрыть
ui-password-shown = Пароль виден
ui-password-hidden = Пароль скрыт
ui-rule-met = выполнено
ui-done = готово
ui-change = Изменить
ui-cancel = Отмена
ui-go-on = Продолжить
ui-copy = Копировать
ui-copied = Скопировано
ui-once = Показывается только сейчас. Сохраните в надёжном месте.
ui-step = Шаг { $step } из { $total }
ui-and-more = и ещё { $count }
ui-under = Внутри: { $name }
ui-show-all =
    { $count ->
        [one] Показать { $count }
        [few] Показать все { $count }
        [many] Показать все { $count }
       *[other] Показать все { $count }
    }
ui-progress = { $done } из { $total }
ui-to-look-at = проверить: { $count }
ui-update = Обновить
ui-no-match = Ничего не найдено
ui-clear = Сбросить все фильтры
ui-apply = Применить
ui-filters-on = Включённые фильтры
ui-filter-remove = убрать фильтр
ui-pages = Страницы
ui-range = { $from }–{ $to } из { $total }
ui-range-at-least = { $from }–{ $to } из { $total }+
ui-first = В начало
ui-previous = Назад
ui-next = Вперёд
ui-numbers = Числа таблицей
ui-now = только что
ui-minutes-ago =
    { $count ->
        [one] { $count } минуту назад
        [few] { $count } минуты назад
        [many] { $count } минут назад
       *[other] { $count } минуты назад
    }
ui-hours-ago =
    { $count ->
        [one] { $count } час назад
        [few] { $count } часа назад
        [many] { $count } часов назад
       *[other] { $count } часа назад
    }
ui-days-ago =
    { $count ->
        [one] { $count } день назад
        [few] { $count } дня назад
        [many] { $count } дней назад
       *[other] { $count } дня назад
    }
ui-in-minutes =
    { $count ->
        [one] через { $count } минуту
        [few] через { $count } минуты
        [many] через { $count } минут
       *[other] через { $count } минуты
    }
ui-in-hours =
    { $count ->
        [one] через { $count } час
        [few] через { $count } часа
        [many] через { $count } часов
       *[other] через { $count } часа
    }
ui-in-days =
    { $count ->
        [one] через { $count } день
        [few] через { $count } дня
        [many] через { $count } дней
       *[other] через { $count } дня
    }
ui-crop = Видимая часть фотографии
ui-crop-hint = Перетащите её или двигайте клавишами со стрелками. Плюс и минус меняют масштаб.
ui-crop-zoom = Масштаб
ui-continue-as = Продолжить как
ui-other-passports = Здесь также вошли
ui-add-passport = Добавить другой паспорт
ui-sign-out-all = Выйти из всех
