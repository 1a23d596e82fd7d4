operator-quiet = Всё спокойно. Проверено: { $time }.
operator-needs = { $n ->
    [one] { $n } вопрос требует внимания.
    [few] { $n } вопроса требуют внимания.
    [many] { $n } вопросов требуют внимания.
   *[other] { $n } вопроса требуют внимания.
  }
operator-version = Версия
operator-database = База данных
operator-schema = Схема
operator-address = Публичный адрес
operator-data = Каталог данных
operator-facts = Об этом сервере
operator-look = Посмотреть
operator-older = Более ранние
operator-jobs-dead = { $n ->
    [one] { $n } задание оставлено.
    [few] { $n } задания оставлены.
    [many] { $n } заданий оставлено.
   *[other] { $n } задания оставлено.
  }
operator-jobs-late = { $n ->
    [one] { $n } задание опаздывает.
    [few] { $n } задания опаздывают.
    [many] { $n } заданий опаздывают.
   *[other] { $n } задания опаздывает.
  }
operator-mail-off = Почтовый сервер не настроен, поэтому письма ждут в исходящих.
operator-set-up-mail = Настроить почту
operator-letters-refused = { $n ->
    [one] { $n } письмо отклонено.
    [few] { $n } письма отклонены.
    [many] { $n } писем отклонено.
   *[other] { $n } письма отклонено.
  }
operator-no-https = К серверу обращаются без https. Пароли передаются открыто.
operator-jobs-lead = Работа помимо запросов: отправка писем, уборка устаревшего.
operator-jobs-none = Ничего не ждёт и ничего не оставлено
operator-jobs-given-up = Оставленные
operator-jobs-running = Выполняются
operator-jobs-waiting = Ожидают
operator-job-job = Задание
operator-job-since = С
operator-job-due = Срок
operator-job-tries = Попытки
operator-job-error = Последняя ошибка
operator-job-deed = Действия
operator-job-retry = Повторить
operator-job-delete = Удалить
operator-job-retried = Задание выполняется снова.
operator-job-deleted = Задание удалено.
operator-keys-lead = Этими ключами подписано то, что получают приложения. Принимается каждый опубликованный; подписывает действующий своего вида.
operator-key-id = Ключ
operator-key-algorithm = Алгоритм
operator-key-state = Состояние
operator-key-from = Подписывает с
operator-key-made = Создан
operator-key-active = Действует
operator-key-next = Следующий
operator-key-retired = Снят, опубликован до { $until }
operator-key-rotate = Сменить ключ { $algorithm }
operator-key-question = Сменить ключ { $algorithm }?
operator-key-happens = Новый ключ публикуется сейчас и подписывает с завтрашнего дня. Подписанное старым остаётся действительным; он остаётся опубликован, пока всё это не закончится.
operator-key-undo = Смену нельзя отменить, и её никто не заметит: приложения сами получат новый ключ.
operator-key-prepared = Следующий ключ опубликован. Подписывает с: { $from }
operator-key-waiting = Следующий ключ уже опубликован. Подписывает с: { $from }
operator-outbox-lead = Путь каждого письма и SMS. Текст никогда не показывается: в нём могут быть ссылки или коды, которые что-то открывают.
operator-outbox-empty = Здесь пусто
operator-outbox-empty-why = Приглашения, другие письма и SMS появятся здесь, как только будут написаны.
operator-letter-to = Кому
operator-letter-kind = Вид
operator-letter-channel = Канал
operator-letter-both = Письма и SMS
operator-letter-by-mail = Письмо
operator-letter-by-sms = SMS
operator-letter-state = Состояние
operator-letter-answer = Ответ сервера
operator-letter-queued-at = В очереди с
operator-letter-changed = Изменено
operator-letter-any = Любое состояние
operator-letter-queued = В очереди
operator-letter-sent = Принято
operator-letter-refused = Отклонено
operator-letter-resend = Отправить снова
operator-letter-queued-again = Снова в очереди.
operator-letter-was-queued = Уже ждёт.
operator-letter-text-gone = Текст стёрт. Его нужно написать заново.
operator-workspace-name = Название
operator-workspace-address = Адрес
operator-workspace-state = Состояние
operator-workspace-made = Создано
operator-leaving-what = Владельцы от них отказались. До последнего момента они могут войти и отменить это; больше никто не может.
operator-leaving-none = Ни один паспорт не ждёт удаления
operator-leaving-name = Человек
operator-leaving-email = Почта
operator-leaving-asked = Оставлен
operator-leaving-gone = Удаление
operator-leaving-later = Более поздние
operator-workspace-open = Открыто
operator-workspace-suspended = Приостановлено
operator-workspace-deleted = Удалено
operator-workspace-suspend = Приостановить
operator-workspace-reopen = Открыть снова
operator-suspend-question = Приостановить: { $name }?
operator-suspend-happens = Никто не войдёт в это пространство и его приложения, пока вы не откроете его снова. У двери людям скажут, что оно приостановлено.
operator-suspend-undo = Ничего не пропадёт. Его можно открыть снова в любое время.
operator-workspace-suspended-now = Приостановлено: { $name }
operator-workspace-opened-now = Снова открыто: { $name }
operator-mail-lead = Приглашения и ссылки для выбора пароля уходят через почтовый сервер, указанный здесь. До этого они ждут.
operator-mail-transport = Как уходят письма
operator-mail-smtp = Через почтовый сервер
operator-mail-smtp-hint = Обычный способ.
operator-mail-folder-way = В папку
operator-mail-folder-hint = Для пробы: каждое письмо становится файлом, и никто его не получает.
operator-mail-off-way = Никак
operator-mail-off-hint = Письма ждут в исходящих.
operator-mail-from = Адрес отправителя
operator-mail-from-name = Имя отправителя
operator-mail-server = Почтовый сервер
operator-mail-host = Хост
operator-mail-port = Порт
operator-mail-security = Защита
operator-mail-starttls = STARTTLS (обычно порт 587)
operator-mail-tls = TLS (обычно порт 465)
operator-mail-plain = Нет (только к этому же компьютеру)
operator-mail-user = Имя пользователя
operator-mail-password = Пароль
operator-mail-password-kept = Пароль сохранён. Оставьте поле пустым, чтобы не менять его.
operator-mail-for-trying = Для пробы
operator-mail-folder = Папка на сервере
operator-mail-save = Сохранить
operator-mail-saved = Настройки почты сохранены. Ожидающие письма отправляются.
operator-mail-test = Проверить
operator-mail-to = Отправить пробное письмо на
operator-mail-send-test = Отправить пробное письмо
operator-mail-address-odd = На этот адрес нельзя отправить письмо.
operator-mail-nothing-to-try = Проверять нечего. Сначала выберите почтовый сервер или папку.
operator-mail-host-odd = Введите имя почтового сервера, например mail.example.com.
operator-mail-port-odd = Введите порт от 1 до 65535.
operator-mail-plain-elsewhere = Без защиты письма уходят только на этот же компьютер. Выберите STARTTLS или TLS.
operator-mail-user-odd = В имени пользователя есть знаки, которые нельзя отправить.
operator-mail-password-again = Это другой сервер или пользователь, чем раньше. Введите пароль для него, чтобы прежний никому больше не был сообщён.
operator-mail-authority-odd = Сохранённый центр сертификации не читается.
operator-mail-hello-odd = Имя, которым мы представляемся, не примет ни один почтовый сервер.
operator-mail-folder-missing = Введите папку.
operator-test-subject = Проба от Vestibule
operator-test-letter = Это письмо показывает, что Vestibule может отправлять почту. Оно отправлено с { $origin }, потому что попросили пробное письмо. Делать ничего не нужно.
operator-test-accepted = Почтовый сервер принял письмо.
operator-test-later = Почтовый сервер просит повторить позже.
operator-test-refused = Письмо не ушло.
operator-test-dialogue = Что было сказано
operator-stop-name = Сервер с таким именем не найден. Проверьте написание и знает ли его сервер имён этой машины.
operator-stop-nobody = По этому адресу и порту никто не слушает. Обычно это 587 со STARTTLS или 465 с TLS; возможно, мешает межсетевой экран.
operator-stop-silent = Ответ не пришёл вовремя. Проверьте порт: так ведёт себя экран, отбрасывающий пакеты, и порт с TLS, к которому обратились без TLS.
operator-stop-forbidden = На такой адрес письма не отправляются: там нет почтового сервера, или путь был бы без TLS.
operator-stop-greeting = То, что там отвечает, не приветствует как почтовый сервер или не хочет говорить с этой машиной. Проверьте порт; возможно, сервер должен допустить эту машину.
operator-stop-no-tls = Сервер здесь не переходит на TLS. Возьмите порт, где переходит (обычно 587), или TLS с начала (обычно 465).
operator-stop-certificate = Сертификату сервера нет доверия: он на другое имя, истёк или выдан центром, которого эта машина не знает. Укажите имя из сертификата или установите центр на этой машине.
operator-stop-tls = TLS не установился. Возможно, порт начинает без TLS: попробуйте STARTTLS, обычно на 587.
operator-stop-no-login = Сервер здесь не принимает вход по имени и паролю. Оставьте имя пустым, если он берёт письма с этой машины без входа, или укажите другой порт.
operator-stop-login = Имя или пароль не приняты. Введите пароль снова; некоторым поставщикам нужен отдельный пароль приложения.
operator-stop-sender = Сервер не берёт письма от этого отправителя. Укажите адрес, с которого можно отправлять; если он требует вход, заполните имя и пароль.
operator-stop-recipient = Сервер не берёт письма этому получателю: адрес неизвестен, отсюда не разрешён, или сервер просит попробовать позже. Об этом говорит его ответ.
operator-stop-letter = Всё было верно до самого письма, но его не взяли. Ответ говорит почему; часто это фильтр, или у домена отправителя нет SPF или DKIM.
operator-stop-script = Сервер не принимает адреса этим письмом. Проверьте с адресом латиницей.
operator-stop-broken = Разговор прервался. Отправьте проверку ещё раз; если повторится, причину знает журнал почтового сервера.
operator-registration-lead = Кто может сам создать паспорт. Приглашённый в рабочее пространство получит его в любом случае.
operator-registration-who = Кто может создать паспорт
operator-registration-by-invitation = Только приглашённые
operator-registration-by-invitation-why = Страницы регистрации нет.
operator-registration-domains = Люди с почтой в этих доменах
operator-registration-domains-why = Сначала они подтверждают адрес письмом. Домен ниже другого тоже нужно назвать.
operator-registration-open = Все
operator-registration-open-why = Любой, у кого есть почта или телефон. Один паспорт не открывает ни одного пространства.
operator-registration-list = Почтовые домены
operator-registration-list-hint = По одному в строке.
operator-registration-by = Каким способом
operator-registration-by-email = По адресу эл. почты
operator-registration-by-email-why = Его подтверждает ссылка в письме.
operator-registration-by-phone = По номеру телефона
operator-registration-by-phone-why = Его подтверждает код из SMS. Нужны SMS, и каждая стоит денег. Только если регистрироваться могут все.
operator-registration-by-either = Любым из двух
operator-registration-by-either-why = Выбирает тот, кто регистрируется.
operator-registration-odd = Это не список почтовых доменов: { $name }
operator-registration-save = Сохранить
operator-registration-saved = Сохранено.
operator-founding-lead = Сколько собственных пространств может быть у человека. Операторов это не ограничивает.
operator-founding-most = Пространств на человека
operator-founding-hint = 0: пространства создают только операторы. Имеющиеся остаются.
operator-founding-odd = Введите число от 0 до { $most }.
operator-founding-saved = Сохранено.
operator-workspace-grant-move = Разрешить другой адрес
operator-workspace-move-granted = Может ещё раз переехать на другой адрес: { $name }
operator-workspace-move-left = Уже может переехать: { $name }
