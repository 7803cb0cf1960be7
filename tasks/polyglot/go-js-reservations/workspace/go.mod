module example.invalid/reservations

go 1.22
