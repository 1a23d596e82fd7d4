# Слова элементов: на каждой странице одни и те же.
ui-skip = К содержанию
ui-menu = Меню
ui-language = Язык
ui-help = Помощь
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
