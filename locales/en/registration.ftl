registration-title = Applications that register themselves
registration-mark = Registered itself
registration-lead = With a token made here an application can connect itself to this workspace, without anybody filling in a form. People are asked before it learns anything about them.
registration-open-nobody = Applications cannot register themselves at present
registration-open-nobody-why = An operator of the server can open this, under Server and Applications. Tokens open nothing until then.
registration-open-token-holders = Applications register themselves with a token
registration-open-token-holders-why = Whoever holds one can connect an application to this workspace as often as it says.
registration-open-everybody = Anybody can connect an application to this workspace
registration-open-everybody-why = The operator has opened registration to everybody and named this workspace. Look through the list of applications from time to time.
registration-limits = At most 200 applications of a workspace have registered themselves. One that nobody lets in for two weeks is deleted.
registration-new = Another token
registration-name = What it is for
registration-name-hint = The list of applications says which token an application came with.
registration-name-odd = Say in one line what it is for, in at most 120 characters.
registration-uses = Applications
registration-uses-n = { $n ->
    [one] One application
   *[other] { $n } applications
  }
registration-days = It works
registration-days-n = { $n ->
    [one] For one day
   *[other] For { $n } days
  }
registration-make = Make token
registration-tokens = Tokens to register with
registration-column-token = Token
registration-column-state = State
registration-column-left = Left
registration-column-last-used = Last used
registration-column-ends = Ends
registration-column-actions = Actions
registration-left = { $left } of { $of }
registration-never = Never
registration-state-works = Works
registration-state-used = Used up
registration-state-over = Over
registration-end = End
registration-ended = Token ended: { $name }
registration-made-title = The token is made
registration-made-lead = Copy it now: it is shown this once. Whoever has it can connect applications to this workspace.
registration-token = Token
registration-endpoint = Address to register at
registration-made-how = The application sends it as “Authorization: Bearer …” to this address. Its manual may call it initial access token.
registration-made-back = I have copied it
registration-by-token = This application registered itself { $at } with the token { $token }
registration-without-token = This application registered itself { $at } without a token
registration-unknown = Nobody has checked this application
registration-unknown-why = It connected itself to { $workspace } and chose its own name. Go on only if you began this yourself and know the address below the name.
registration-setting-lead = Programs such as development tools can connect themselves as applications. They get nothing that works without a person, and every person is asked.
registration-setting-to = Which applications may register themselves
registration-setting-nobody = None
registration-setting-nobody-hint = Administrators connect applications by hand. Those that registered before stay.
registration-setting-token-holders = With a token of a workspace
registration-setting-token-holders-hint = Its administrators make the tokens, each for a time and a number of applications.
registration-setting-everybody = All
registration-setting-everybody-hint = Anybody on the network can connect an application, with a name of their choice. With a token an application goes into the workspace of the token, without one into the workspace below.
registration-setting-workspace = Workspace for those without a token
registration-setting-workspace-hint = The word in its address, such as sales in /w/sales. Only its members can enter these applications.
registration-setting-workspace-unknown = No workspace that is in use has this address.
registration-setting-save = Save
registration-setting-saved = Saved.
registration-itself = It can change and delete itself. Changing a setting here takes it over: then only administrators change it, and people no longer see a warning.
registration-take-over = Take it over
registration-taken-over = The application is yours now. It does not change itself any more.
registration-take-over-question = Take over { $name }?
registration-take-over-happens = People no longer see a warning when it asks to let them in, and it cannot change or delete itself any more. Look at its addresses before.
registration-take-over-undo = This cannot be undone. You can disable or delete it at any time.
