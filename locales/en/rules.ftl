rules-lead = Who may enter this workspace, and for how long a sign-in counts. Applications of the workspace ask the same door.
rules-today = The rules today
rules-members-only = Only active members enter. A dismissed or blocked person is out at once, everywhere.
rules-counts-sentence = { $n ->
    [one] A sign-in counts for one hour; then people prove once more who they are.
   *[other] A sign-in counts for { $n } hours; then people prove once more who they are.
  }
rules-idle-sentence = { $n ->
    [one] A session that is not used for one hour is asked again.
   *[other] A session that is not used for { $n } hours is asked again.
  }
rules-change = Change the rules
rules-counts = Hours a sign-in counts
rules-idle = Hours a session may stay unused
rules-hours-wrong = Type a whole number of hours from 1 to { $most }.
rules-save = Save rules
rules-saved = The rules are saved. They hold from now on, for open sessions too.
