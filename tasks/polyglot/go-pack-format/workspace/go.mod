module example.invalid/pak

go 1.22
