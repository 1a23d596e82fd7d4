structure-name = Название
structure-name-empty = Введите название.
structure-name-long = Это название слишком длинное. Допустимо не больше 120 знаков.
structure-name-odd = В названии есть знаки, которые нельзя показать. Введите его без них.
structure-top = На верхнем уровне
structure-under = Относится к
structure-head = Руководитель
structure-head-none = Никто
structure-head-gone = Этого человека больше нет в рабочем пространстве. Выберите другого.
structure-people = { $n ->
    [one] { $n } человек
    [few] { $n } человека
    [many] { $n } человек
   *[other] { $n } человека
  }
structure-no-departments = Отделов пока нет
structure-why-departments = Отделы показывают, кто где работает. Приложения могут узнать отдел человека. Создайте первый ниже.
structure-new-department = Название отдела
structure-create-department = Создать отдел
structure-department-created = Отдел создан: { $name }
structure-department-taken = Здесь уже есть отдел с таким названием: { $name }. Выберите другое.
structure-department-gone = Этого отдела или вышестоящего больше нет. Загрузите страницу снова.
structure-circle = Отдел не может относиться к самому себе или к отделу под ним.
structure-save = Сохранить
structure-saved = Сохранено
structure-delete = Удалить
structure-deleted = Удалено: { $name }
structure-delete-question = Удалить: { $name }?
structure-delete-happens = { $n ->
    [0] Напрямую в нём никто не работает. Отделы под ним поднимутся выше.
    [one] { $n } человек перейдёт в вышестоящий отдел. Отделы под ним тоже поднимутся.
    [few] { $n } человека перейдут в вышестоящий отдел. Отделы под ним тоже поднимутся.
    [many] { $n } человек перейдут в вышестоящий отдел. Отделы под ним тоже поднимутся.
   *[other] { $n } человека перейдут в вышестоящий отдел. Отделы под ним тоже поднимутся.
  }
structure-delete-group-happens = Приложения больше не узнают об этой группе. Её люди остаются участниками пространства.
structure-delete-undo = Это нельзя отменить; то же название можно использовать снова.
structure-no-groups = Групп пока нет
structure-why-groups = Группа — это набор людей, о котором узнают приложения, например «бухгалтерия» или «ночная смена». Создайте первую ниже.
structure-create-group = Создать группу
structure-group-created = Группа создана: { $name }
structure-group-taken = Группа с таким названием уже есть. Выберите другое.
structure-description = Описание
structure-email = Эл. почта
structure-deed = Действие
structure-members = Участники
structure-no-members = В этой группе пока никого нет
structure-find-first = Найдите людей ниже и добавьте их.
structure-add-people = Добавить людей
structure-find = Имя или эл. почта
structure-add = Добавить
structure-remove = Убрать
structure-member-added = Участник добавлен: { $name }
structure-member-removed = Участник убран: { $name }
structure-about-group = О группе
structure-role-of-group = Роль группы
structure-role = Группа даёт своим участникам
structure-role-hint = Действует самая высокая роль: собственная или данная группами.
structure-role-none = Без роли
structure-role-given = У всех в этой группе есть роль: { $role }
structure-role-question = Дать всем в { $name } роль { $role }?
structure-role-take-question = Забрать роль у группы { $name }?
structure-role-raised = { $count ->
    [0] Сейчас никто не получит больше прав: { $role }.
    [one] { $count } человек получит сейчас эту роль: { $role }.
    [few] { $count } человека получат сейчас эту роль: { $role }.
    [many] { $count } человек получат сейчас эту роль: { $role }.
   *[other] { $count } человека получит сейчас эту роль: { $role }.
  }
structure-role-sunk = { $count ->
    [one] { $count } человек сразу теряет права.
    [few] { $count } человека сразу теряют права.
    [many] { $count } человек сразу теряют права.
   *[other] { $count } человека сразу теряет права.
  }
structure-role-administrator-means = Они ведут это пространство, как и все, кого добавят в группу позже. По ссылке в неё никто не попадает; увольнение убирает человека из неё.
structure-role-help-desk-means = Они снимают блокировки с сотрудников и гостей и отправляют им ссылки, как и все, кого добавят в группу позже. По ссылке в неё никто не попадает; увольнение убирает человека из неё.
structure-role-employee-means = Гости среди них входят тогда в это пространство, как и все, кого добавят в группу позже.
structure-role-give = Дать роль
structure-role-take = Забрать роль
