structure-name = Name
structure-name-empty = Type a name.
structure-name-long = This name is too long. It may have at most 120 characters.
structure-name-odd = This name holds characters that cannot be shown. Type it without them.
structure-top = At the top
structure-under = Belongs to
structure-head = Head
structure-head-none = Nobody
structure-head-gone = This person is no longer in the workspace. Choose somebody else.
structure-people = { $n ->
    [one] One person
   *[other] { $n } people
  }
structure-no-departments = No departments yet
structure-why-departments = Departments show who works where. Applications can be told the department of a person. Create the first one below.
structure-new-department = Name of the department
structure-create-department = Create department
structure-department-created = Department created: { $name }
structure-department-taken = There is a department of this name in the same place: { $name }. Choose another name.
structure-department-gone = This department or the one above it is no longer there. Load the page again.
structure-circle = A department cannot belong to itself or to one below it.
structure-save = Save
structure-saved = Saved
structure-delete = Delete
structure-deleted = Deleted: { $name }
structure-delete-question = Delete { $name }?
structure-delete-happens = { $n ->
    [0] Nobody works in it directly. Departments below it move up.
    [one] One person moves to the department above. Departments below it move up too.
   *[other] { $n } people move to the department above. Departments below it move up too.
  }
structure-delete-group-happens = Applications no longer hear of this group. Its people stay members of the workspace.
structure-delete-undo = This cannot be undone; the same name can be used again.
structure-no-groups = No groups yet
structure-why-groups = A group is a set of people that applications are told of, such as "accounting" or "night shift". Create the first one below.
structure-create-group = Create group
structure-group-created = Group created: { $name }
structure-group-taken = There is a group of this name. Choose another.
structure-description = Description
structure-email = E-mail
structure-deed = Action
structure-members = Members
structure-no-members = Nobody is in this group yet
structure-find-first = Find people below and add them.
structure-add-people = Add people
structure-find = Name or e-mail
structure-add = Add
structure-remove = Remove
structure-member-added = Added: { $name }
structure-member-removed = Removed: { $name }
structure-about-group = About this group
structure-role-of-group = Role of the group
structure-role = The group gives its members
structure-role-hint = What somebody may do is the highest of their own role and those of their groups.
structure-role-none = No role
structure-role-given = Whoever is in this group has the role: { $role }
structure-role-question = Give everybody in { $name } the role { $role }?
structure-role-take-question = Take the role from { $name }?
structure-role-raised = { $count ->
    [0] Nobody gets more rights by it now: { $role }.
    [one] One person gets this role now: { $role }.
   *[other] { $count } people get this role now: { $role }.
  }
structure-role-sunk = { $count ->
    [one] One person loses rights at once.
   *[other] { $count } people lose rights at once.
  }
structure-role-administrator-means = They run this workspace, as does whoever is added to the group later. Nobody comes into it by a link; a dismissal takes people out of it.
structure-role-help-desk-means = They unlock employees and guests and send them links, as does whoever is added to the group later. Nobody comes into it by a link; a dismissal takes people out of it.
structure-role-employee-means = Guests among them belong to this workspace, as does whoever is added to the group later.
structure-role-give = Give the role
structure-role-take = Take the role
