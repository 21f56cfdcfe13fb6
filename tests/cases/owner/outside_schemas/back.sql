BEGIN;
ALTER SERVER s OWNER TO case_owner_outside_a;
-- wider access: role case_owner_outside_a can now read, update and delete all rows of public.f, insert any rows into it and truncate it
ALTER FOREIGN TABLE public.f OWNER TO case_owner_outside_a;
ALTER STATISTICS public.st OWNER TO case_owner_outside_a;
ALTER PUBLICATION p OWNER TO case_owner_outside_a;
COMMIT;
