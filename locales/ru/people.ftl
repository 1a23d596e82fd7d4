people-title = Люди
people-trail = Где вы
people-add = Добавить человека
people-search = Поиск по имени, почте, телефону, имени для входа или отделу
people-sought = Поиск
people-state = Состояние
people-any-state = Любое состояние
people-state-active = Доступ открыт
people-state-invited = Приглашение
people-state-blocked = Блокировка
people-state-dismissed = Доступ закрыт
people-role = Роль
people-role-hint = Администраторы ведут это рабочее пространство. Служба поддержки снимает блокировки с сотрудников и гостей и отправляет им ссылки. Гостей впускают, но они в него не входят.
people-any-role = Любая роль
people-role-administrator = Администратор
people-role-help-desk = Служба поддержки
people-role-employee = Сотрудник
people-role-guest = Гость
people-department = Отдел
people-any-department = Любой отдел
people-department-none = Без отдела
people-group = Группа
people-groups = Группы
people-any-group = Любая группа
people-name = Имя
people-email = Эл. почта
people-email-or-phone = Эл. почта или телефон
people-email-or-phone-hint = На номер телефона ссылка придёт по SMS.
people-phone = Телефон
people-reached = Адрес или номер
people-none = нет
people-count =
    { $count ->
        [one] { $count } человек
        [few] { $count } человека
        [many] { $count } человек
       *[other] { $count } человека
    }
people-empty = Пока здесь больше никого нет
people-empty-text = Добавьте тех, с кем работаете. Каждый получит письмо со ссылкой и задаст пароль.
people-new-title = Добавить человека
people-new-lead = Человек получит письмо со ссылкой, которая действует 7 дней. Ничего не произойдёт, пока он не откроет её и не задаст пароль.
people-language = Язык письма
people-language-hint = Свой язык человек выберет позже.
people-invite = Добавить и пригласить
people-invited = Приглашение отправлено: { $name }. Письмо в пути на адрес { $email }.
people-name-odd = Введите имя, не больше 120 знаков.
people-email-odd = Введите один адрес почты, например anna@example.com.
people-email-member = Человек с этим адресом уже здесь. Посмотрите в списке людей.
people-email-invited = Человек с этим адресом уже приглашён. Посмотрите в списке людей: письмо можно отправить снова.
people-email-dismissed = Человеку с этим адресом закрыли доступ. Посмотрите в списке людей: его можно принять снова.
people-role-odd = Выберите роль.
people-department-odd = Этого отдела больше нет. Выберите другой.
people-last-administrator = Ничего не изменено: больше никто не ведёт это пространство. Сначала сделайте администратором кого-то ещё.
people-deeds = Ещё
people-help-not = С администраторами и службой поддержки работают только администраторы.
people-edit = Изменить
people-edit-title = Изменить данные человека
people-edit-note = Имя и адрес — то, под чем человека знает это пространство. Способ входа не меняется.
people-edit-invited = Если адрес другой, новое письмо уйдёт туда, а старая ссылка перестанет действовать.
people-save = Сохранить
people-saved = Сохранено.
people-saved-invited = Сохранено. Новое письмо в пути, старая ссылка больше не действует.
people-unchanged = Ничего не изменено: так уже было, или кто-то успел раньше.
people-about = О человеке
people-invited-at = Приглашение
people-joined-at = Здесь с
people-sessions = Открытые сеансы
people-entry = Впустят ли человека сейчас?
people-entry-open = Да, по паролю.
people-entry-ask = Пока нет: пароля нет, или правила входа требуют большего.
people-entry-workspace = Нет: пространство приостановлено.
people-entry-no-way-in = Нет: правила входа не оставляют ни одного способа.
people-entry-invited = Нет: приглашение ещё не принято.
people-entry-dismissed = Нет: доступ закрыт. Человека можно принять снова.
people-entry-blocked = Нет: действует блокировка. Причины ниже.
people-blocks = Причины блокировки
people-block-why = Причина
people-block-since = С какого времени
people-block-lift = Кто снимает
people-block-dismissed = Доступ закрыли администраторы
people-block-blocked = Заблокировали администраторы
people-block-scim = Учётная запись неактивна у провайдера
people-block-disabled = Учётная запись отключена в каталоге компании
people-block-missing = Учётной записи больше нет в каталоге компании
people-block-attempts = Слишком много попыток входа
people-lift-rehire = Администраторы, приняв снова
people-lift-unblock = Администраторы, здесь
people-lift-scim = Те, кто ведёт провайдера
people-lift-directory = Те, кто ведёт каталог компании
people-lift-attempts = Время или администраторы, здесь
people-events = Последние события
people-event = Событие
people-event-when = Когда
people-event-who = Кто
people-events-all = Весь журнал событий
people-invite-again = Отправить приглашение снова
people-invited-again = Новое письмо в пути на адрес { $email }. Старая ссылка больше не действует.
people-sent-just-now = Письмо только что отправлено. Подождите минуту, прежде чем отправлять ещё одно.
people-withdraw = Отозвать приглашение
people-withdraw-question = Отозвать приглашение: { $name }?
people-withdraw-happens = Ссылка в письме перестанет действовать. Человеку об этом не сообщат.
people-withdraw-undo = Можно пригласить снова.
people-withdrawn = Приглашение отозвано: { $name }.
people-block = Заблокировать
people-block-question = Заблокировать: { $name }?
people-block-happens = Человек не сможет войти в это пространство и его приложения, пока администраторы не снимут блокировку.
people-block-undo = Блокировку можно снять в любое время.
people-blocked = Блокировка включена: { $name }.
people-unblock = Снять блокировку
people-unblocked = Блокировка снята.
people-dismiss = Закрыть доступ
people-dismiss-question = Закрыть доступ: { $name }?
people-dismiss-happens = Человек больше не будет состоять в этом пространстве.
people-dismiss-undo = Принять снова можно, без прав администратора.
people-dismissed = Доступ закрыт: { $name }.
people-ends = Сразу завершатся
people-ends-sessions =
    { $count ->
        [one] Вход в это пространство, в том числе в открытых сеансах ({ $count })
        [few] Вход в это пространство, в том числе в открытых сеансах ({ $count })
        [many] Вход в это пространство, в том числе в открытых сеансах ({ $count })
       *[other] Вход в это пространство, в том числе в открытых сеансах ({ $count })
    }
people-ends-applications = Всё, что получили приложения этого пространства
people-ends-entered = Что получили приложения: { $names }
people-ends-sites = Входы на сайты: { $names }
people-ends-tokens = Собственные токены API в этом пространстве ({ $count })
people-ends-more = и ещё { $count }
people-ends-rights = Права администратора; повторный приём их не возвращает
people-ends-help-desk = Права службы поддержки; повторный приём их не возвращает
people-rehire = Принять снова
people-rehired = Доступ открыт снова.
people-rehired-invited = Приглашение отправлено снова. Новое письмо в пути.
people-send-password-link = Отправить ссылку для нового пароля
people-password-link-sent = Ссылка для нового пароля в пути на адрес, с которым человек входит. Она действует 24 часа.
people-no-address = У человека нет адреса почты для входа, поэтому ссылку отправить некуда.
people-too-many-letters = На этот адрес за час ушло несколько писем. Повторите позже.
people-pending = Приглашённые
people-pending-count =
    { $count ->
        [one] { $count } приглашение ждёт ответа
        [few] { $count } приглашения ждут ответа
        [many] { $count } приглашений ждут ответа
       *[other] { $count } приглашения ждут ответа
    }
people-pending-none = Никого не ждём
people-pending-none-text = Здесь стоят те, кто приглашён и ещё не ответил, и что стало с письмом.
people-pending-by = Кем
people-pending-letter = Письмо
people-pending-link = Срок ссылки
people-pending-until = Действует до { $time }
people-pending-late = Истекла: отправьте снова
people-letter-queued = Ждёт отправки
people-letter-queued-by = Ждёт, почтовый сервер ответил: { $answer }
people-letter-sent = Принято почтовым сервером
people-letter-sent-by = Принято: { $answer }
people-letter-refused = Отклонено
people-letter-refused-by = Отклонено: { $answer }
people-letter-gone = Уже неизвестно
people-pending-again = Отправить снова
people-pending-withdraw = Отозвать
people-pending-choose = Ничего не сделано: сначала отметьте кого-нибудь.
people-pending-sent = Отправлено снова: { $count }. Пропущено, потому что они ответили или письмо ушло только что: { $left }.
people-pending-withdrawn = Отозвано: { $count }. Пропущено, потому что они уже ответили: { $left }.
people-count-more = Больше { $count } человек
people-export = Выгрузить в CSV
people-login = Имя для входа
people-created-at = Добавлен
people-identifier = Идентификатор
people-choose = Выбрать: { $name }
people-many = Что сделать с выбранными
people-many-hint = Отметьте людей в списке и выберите, что сделать. Следующая страница скажет, что произойдёт.
people-many-chosen = Выбрано:
people-many-none = Никто не выбран: сначала отметьте кого-нибудь.
people-many-page = Все на этой странице
people-many-all = Все, кого показывают фильтры, и на других страницах
people-many-group = Добавить в группу
people-many-department = Перевести в отдел
people-many-group-question =
    { $count ->
        [one] Добавить { $count } человека в группу?
        [few] Добавить { $count } человек в группу?
        [many] Добавить { $count } человек в группу?
       *[other] Добавить { $count } человек в группу?
    }
people-many-department-question =
    { $count ->
        [one] Перевести { $count } человека в отдел?
        [few] Перевести { $count } человек в отдел?
        [many] Перевести { $count } человек в отдел?
       *[other] Перевести { $count } человек в отдел?
    }
people-many-again-question =
    { $count ->
        [one] Отправить { $count } приглашение ещё раз?
        [few] Отправить { $count } приглашения ещё раз?
        [many] Отправить { $count } приглашений ещё раз?
       *[other] Отправить { $count } приглашений ещё раз?
    }
people-many-withdraw-question =
    { $count ->
        [one] Отозвать { $count } приглашение?
        [few] Отозвать { $count } приглашения?
        [many] Отозвать { $count } приглашений?
       *[other] Отозвать { $count } приглашений?
    }
people-many-dismiss-question =
    { $count ->
        [one] Закрыть доступ для { $count } человека?
        [few] Закрыть доступ для { $count } человек?
        [many] Закрыть доступ для { $count } человек?
       *[other] Закрыть доступ для { $count } человек?
    }
people-many-again-happens = Каждый получит новое письмо, а ссылка из прежнего перестанет действовать.
people-many-dismiss-happens = Они больше не будут в этом пространстве. Последний администратор остаётся, и вы тоже.
people-many-ends-rights =
    { $count ->
        [one] Права администратора у { $count } человека
        [few] Права администратора у { $count } человек
        [many] Права администратора у { $count } человек
       *[other] Права администратора у { $count } человек
    }
people-many-left =
    { $count ->
        [one] { $count } выбранный человек пропущен: в его состоянии это невозможно.
        [few] { $count } выбранных человека пропущены: в их состоянии это невозможно.
        [many] { $count } выбранных человек пропущены: в их состоянии это невозможно.
       *[other] { $count } выбранных человек пропущены: в их состоянии это невозможно.
    }
people-many-choose = Выберите
people-many-group-odd = Выберите существующую группу.
people-many-nobody-fits = Делать нечего: в их нынешнем состоянии это невозможно ни для кого из выбранных.
people-many-too-many = Не больше 500 человек за раз. Сузьте список фильтром.
people-many-back = Назад к списку
people-many-grouped = Добавлено в группу: { $count }. Пропущено, потому что уже в ней или изменились: { $left }.
people-many-moved = Переведено: { $count }. Пропущено, потому что уже там или изменились: { $left }.
people-many-dismissed = Доступ закрыт: { $count }. Пропущено, потому что должны остаться или изменились: { $left }.
people-role-by-group = { $role } (через группу { $group })
people-edit-by-group = Что может этот человек, определяет группа. Ниже — его собственная роль.
