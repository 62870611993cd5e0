"""The programme's procedures, from who takes part to what is used; each folder is one."""
