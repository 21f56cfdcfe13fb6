BEGIN;
ALTER SERVER s OWNER TO case_owner_outside_b;
-- wider access: role case_owner_outside_b can now read, update and delete all rows of public.f, insert any rows into it and truncate it
ALTER FOREIGN TABLE public.f OWNER TO case_owner_outside_b;
ALTER STATISTICS public.st OWNER TO case_owner_outside_b;
ALTER PUBLICATION p OWNER TO case_owner_outside_b;
COMMIT;
