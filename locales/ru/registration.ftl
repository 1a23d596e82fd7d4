registration-title = Приложения, которые регистрируются сами
registration-mark = Само зарегистрировалось
registration-lead = С токеном, созданным здесь, приложение само подключается к этому пространству, и никто не заполняет форму. Прежде чем оно узнает что-то о человеке, человека спрашивают.
registration-open-nobody = Сейчас приложения не могут регистрироваться сами
registration-open-nobody-why = Это может открыть оператор сервера, в разделе Сервер, на странице Приложения. До тех пор токены ничего не открывают.
registration-open-token-holders = Приложения регистрируются с токеном
registration-open-token-holders-why = У кого он есть, тот может подключить к этому пространству столько приложений, сколько токен разрешает.
registration-open-everybody = Любой может подключить приложение к этому пространству
registration-open-everybody-why = Оператор открыл регистрацию для всех и назвал это пространство. Время от времени просматривайте список приложений.
registration-limits = В пространстве не больше 200 приложений, которые зарегистрировались сами. Если две недели никто не впускает приложение, оно удаляется.
registration-new = Ещё один токен
registration-name = Для чего он
registration-name-hint = На странице приложения видно, с каким токеном оно пришло.
registration-name-odd = Напишите одной строкой, для чего он, не больше 120 знаков.
registration-uses = Приложения
registration-uses-n = { $n ->
    [one] { $n } приложение
    [few] { $n } приложения
    [many] { $n } приложений
   *[other] { $n } приложения
  }
registration-days = Действует
registration-days-n = { $n ->
    [one] { $n } день
    [few] { $n } дня
    [many] { $n } дней
   *[other] { $n } дня
  }
registration-make = Создать токен
registration-tokens = Токены для регистрации приложений
registration-column-token = Токен
registration-column-state = Состояние
registration-column-left = Осталось
registration-column-last-used = Последнее использование
registration-column-ends = Истекает
registration-column-actions = Действия
registration-left = { $left } из { $of }
registration-never = Никогда
registration-state-works = Действует
registration-state-used = Израсходован
registration-state-over = Истёк
registration-end = Прекратить
registration-ended = Токен прекращён: { $name }
registration-made-title = Токен создан
registration-made-lead = Скопируйте его сейчас: он показывается только один раз. У кого он есть, тот может подключать приложения к этому пространству.
registration-token = Сам токен
registration-endpoint = Адрес для регистрации
registration-made-how = Приложение отправляет его как «Authorization: Bearer …» по этому адресу. В его руководстве он может называться initial access token.
registration-made-back = Копия у меня есть
registration-by-token = Это приложение зарегистрировалось само: { $at }, с токеном { $token }
registration-without-token = Это приложение зарегистрировалось само: { $at }, без токена
registration-unknown = Это приложение никто не проверял
registration-unknown-why = Оно само подключилось к пространству { $workspace } и само выбрало своё название. Продолжайте, только если вы сами это начали и знаете адрес под названием.
registration-setting-lead = Программы, например инструменты разработчиков, могут сами подключаться как приложения. Они не получают ничего, что работает без человека, и каждого человека спрашивают.
registration-setting-to = Какие приложения могут регистрироваться сами
registration-setting-nobody = Никакие
registration-setting-nobody-hint = Администраторы подключают приложения вручную. Зарегистрированные раньше остаются.
registration-setting-token-holders = С токеном пространства
registration-setting-token-holders-hint = Токены создают его администраторы, каждый на срок и на число приложений.
registration-setting-everybody = Все
registration-setting-everybody-hint = Любой в сети может подключить приложение с любым названием. С токеном оно попадает в пространство токена, без него — в названное ниже.
registration-setting-workspace = Пространство для приложений без токена
registration-setting-workspace-hint = Слово из его адреса, например sales в /w/sales. В эти приложения входят только его участники.
registration-setting-workspace-unknown = Ни у одного используемого пространства нет такого адреса.
registration-setting-save = Сохранить
registration-setting-saved = Сохранено.
registration-itself = Оно может менять и удалять себя. Изменить здесь настройку — значит принять его: дальше его меняют только администраторы, и люди не видят предупреждения.
registration-take-over = Принять
registration-taken-over = Теперь приложение ваше. Само себя оно больше не меняет.
registration-take-over-question = Принять { $name }?
registration-take-over-happens = Люди больше не увидят предупреждения, когда оно попросит впустить их, а само оно больше не сможет менять или удалять себя. Сначала посмотрите на его адреса.
registration-take-over-undo = Отменить это нельзя. Его можно отключить или удалить в любое время.
registration-not-sent = Это приложение зарегистрировалось само, и его ещё никто не впускал. Его запрос выполнить нельзя, поэтому вас не отправили на его адрес. Вернитесь туда, откуда пришли.
