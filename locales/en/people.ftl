people-title = People
people-trail = Where you are
people-add = Add a person
people-search = Search by name, e-mail, phone, login or department
people-sought = Search
people-state = State
people-any-state = Any state
people-state-active = Active
people-state-invited = Invited
people-state-blocked = Blocked
people-state-dismissed = Dismissed
people-role = Role
people-role-hint = Administrators run this workspace. The help desk unlocks employees and guests and sends them links. Guests are let in, but do not belong to it.
people-any-role = Any role
people-role-administrator = Administrator
people-role-help-desk = Help desk
people-role-employee = Employee
people-role-guest = Guest
people-department = Department
people-any-department = Any department
people-department-none = No department
people-group = Group
people-groups = Groups
people-any-group = Any group
people-name = Name
people-email = E-mail
people-email-or-phone = E-mail or phone
people-email-or-phone-hint = A phone number gets the link by text message.
people-phone = Phone
people-reached = Address or number
people-none = none
people-count =
    { $count ->
        [one] { $count } person
       *[other] { $count } people
    }
people-empty = You are the first one here
people-empty-text = Add the people you work with. Each gets a letter with a link and chooses a password.
people-new-title = Add a person
people-new-lead = They get a letter with a link that works for 7 days. Nothing happens until they open it and choose a password.
people-language = Language of the letter
people-language-hint = They choose their own language later.
people-invite = Add and invite
people-invited = { $name } is invited. A letter is on its way to { $email }.
people-name-odd = Type a name of at most 120 characters.
people-email-odd = Type one e-mail address, such as anna@example.com.
people-email-member = Somebody with this address is a member already. Look in the list of people.
people-email-invited = Somebody with this address is invited already. Look in the list of people: the letter can be sent again.
people-email-dismissed = Somebody with this address was dismissed. Look in the list of people: you can hire them again.
people-role-odd = Choose a role.
people-department-odd = This department is not there any more. Choose another.
people-last-administrator = Nothing was changed: nobody else runs this workspace. Make another person administrator first.
people-deeds = More
people-help-not = Only administrators act on administrators and on the help desk.
people-edit = Edit
people-edit-title = Edit a person
people-edit-note = Name and address are what this workspace calls the person. How they sign in stays as it is.
people-edit-invited = With another address, a new letter goes there and the old link ends.
people-save = Save
people-saved = Saved.
people-saved-invited = Saved. A new letter is on its way, the old link has ended.
people-unchanged = Nothing was changed: it was so already, or somebody else was faster.
people-about = About
people-invited-at = Invited
people-joined-at = Joined
people-sessions = Open sessions
people-entry = Would they get in now?
people-entry-open = Yes, with their password.
people-entry-ask = Not yet: there is no password, or the sign-in rules ask for more.
people-entry-workspace = No: the workspace is suspended.
people-entry-no-way-in = No: the sign-in rules leave no way in.
people-entry-invited = No: the invitation is still open.
people-entry-dismissed = No: they were dismissed. You can hire them again.
people-entry-blocked = No: they are blocked. The reasons stand below.
people-blocks = Why they are blocked
people-block-why = Reason
people-block-since = Since
people-block-lift = Who lifts it
people-block-dismissed = Dismissed by an administrator
people-block-blocked = Blocked by an administrator
people-block-scim = Inactive at the identity provider
people-block-disabled = Disabled in the company directory
people-block-missing = No longer in the company directory
people-block-attempts = Too many attempts to sign in
people-lift-rehire = An administrator, by hiring them again
people-lift-unblock = An administrator, here
people-lift-scim = Whoever runs the identity provider
people-lift-directory = Whoever runs the company directory
people-lift-attempts = Time, or an administrator, here
people-events = Last events
people-event = Event
people-event-when = When
people-event-who = By
people-events-all = All of the audit trail
people-invite-again = Send the invitation again
people-invited-again = A new letter is on its way to { $email }. The old link has ended.
people-sent-just-now = A letter was sent a moment ago. Wait a minute before you send another.
people-withdraw = Withdraw the invitation
people-withdraw-question = Withdraw the invitation? { $name }
people-withdraw-happens = The link in the letter ends. The person is not told.
people-withdraw-undo = You can invite them again.
people-withdrawn = The invitation is withdrawn: { $name }.
people-block = Block
people-block-question = Block { $name }?
people-block-happens = They cannot enter this workspace or its applications until an administrator lifts the block.
people-block-undo = You can lift the block at any time.
people-blocked = Blocked: { $name }.
people-unblock = Lift the block
people-unblocked = The block is lifted.
people-dismiss = Dismiss
people-dismiss-question = Dismiss { $name }?
people-dismiss-happens = They are no longer a member of this workspace.
people-dismiss-undo = Hiring again is possible, without administrator rights.
people-dismissed = Dismissed: { $name }.
people-ends = Ends at once
people-ends-sessions =
    { $count ->
        [one] Entry to this workspace, also in an open session ({ $count })
       *[other] Entry to this workspace, also in open sessions ({ $count })
    }
people-ends-applications = What the applications of this workspace were given
people-ends-entered = What applications were given: { $names }
people-ends-sites = Entries into sites: { $names }
people-ends-tokens = Their own API tokens in this workspace ({ $count })
people-ends-more = and { $count } more
people-ends-rights = Administrator rights; hiring again does not bring them back
people-ends-help-desk = The rights of the help desk; hiring again does not bring them back
people-rehire = Hire again
people-rehired = Hired again.
people-rehired-invited = Invited again. A new letter is on its way.
people-send-password-link = Send a link for a new password
people-password-link-sent = A link to choose a new password is on its way to the address the person signs in with. It works for 24 hours.
people-no-address = The person has no e-mail address to sign in with, so there is nowhere to send a link.
people-too-many-letters = This address got several letters within the hour. Try again later.
people-pending = Invited
people-pending-count =
    { $count ->
        [one] { $count } invitation waits for an answer
       *[other] { $count } invitations wait for an answer
    }
people-pending-none = Nobody is waited for
people-pending-none-text = Whoever is invited and has not answered yet stands here, with what became of the letter.
people-pending-by = By
people-pending-letter = Letter
people-pending-link = Validity
people-pending-until = Works until { $time }
people-pending-late = Over: send it again
people-letter-queued = Waiting to be sent
people-letter-queued-by = Waiting, the mail server said: { $answer }
people-letter-sent = Accepted by the mail server
people-letter-sent-by = Accepted: { $answer }
people-letter-refused = Refused
people-letter-refused-by = Refused: { $answer }
people-letter-gone = No longer remembered
people-pending-again = Send again
people-pending-withdraw = Withdraw
people-pending-choose = Nothing was done: tick somebody first.
people-pending-sent = Sent again: { $count }. Left out, because they answered or a letter went out within the minute: { $left }.
people-pending-withdrawn = Withdrawn: { $count }. Left out, because they answered meanwhile: { $left }.
people-count-more = More than { $count } people
people-export = Export as CSV
people-login = Login name
people-created-at = Added
people-identifier = Identifier
people-choose = Choose { $name }
people-many = What to do with those chosen
people-many-hint = Tick people in the list, then choose what to do. A page follows that says what happens.
people-many-chosen = Chosen:
people-many-none = Nobody is chosen: tick somebody first.
people-many-page = Everybody on this page
people-many-all = Everybody the filters show, on other pages too
people-many-group = Put in a group
people-many-department = Move to a department
people-many-group-question =
    { $count ->
        [one] Put { $count } person in a group?
       *[other] Put { $count } people in a group?
    }
people-many-department-question =
    { $count ->
        [one] Move { $count } person to a department?
       *[other] Move { $count } people to a department?
    }
people-many-again-question =
    { $count ->
        [one] Send { $count } invitation again?
       *[other] Send { $count } invitations again?
    }
people-many-withdraw-question =
    { $count ->
        [one] Withdraw { $count } invitation?
       *[other] Withdraw { $count } invitations?
    }
people-many-dismiss-question =
    { $count ->
        [one] Dismiss { $count } person?
       *[other] Dismiss { $count } people?
    }
people-many-again-happens = Each gets a new letter, and the link of the one before ends.
people-many-dismiss-happens = They are no longer members of this workspace. The last administrator stays, and so do you.
people-many-ends-rights =
    { $count ->
        [one] Administrator rights of { $count } person
       *[other] Administrator rights of { $count } people
    }
people-many-left =
    { $count ->
        [one] { $count } chosen person is left out: it cannot be done to them as they stand.
       *[other] { $count } chosen people are left out: it cannot be done to them as they stand.
    }
people-many-choose = Choose
people-many-group-odd = Choose a group that is there.
people-many-nobody-fits = Nothing to do: it can be done to none of those chosen as they stand.
people-many-too-many = At most 500 people at once. Narrow the list with a filter.
people-many-back = Back to the list
people-many-grouped = Put in the group: { $count }. Left out, because they are in it already or changed meanwhile: { $left }.
people-many-moved = Moved: { $count }. Left out, because they are there already or changed meanwhile: { $left }.
people-many-dismissed = Dismissed: { $count }. Left out, because they must stay or changed meanwhile: { $left }.
people-role-by-group = { $role } (by the group { $group })
people-edit-by-group = What this person may do comes from a group. Below stands their own role.
