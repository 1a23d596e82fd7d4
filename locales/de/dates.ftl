# How moments are written. $day, $year and $time come as ready text, $month as a number.
dates-month-short =
    { $month ->
        [1] Jan.
        [2] Feb.
        [3] März
        [4] Apr.
        [5] Mai
        [6] Juni
        [7] Juli
        [8] Aug.
        [9] Sept.
        [10] Okt.
        [11] Nov.
       *[12] Dez.
    }
dates-date = { $day }. { $month } { $year }
dates-date-time = { $day }. { $month } { $year }, { $time }
