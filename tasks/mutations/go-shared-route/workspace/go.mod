module example.invalid/routes

go 1.22
