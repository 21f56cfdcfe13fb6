BEGIN;
ALTER SERVER s OWNER TO case_owner_outside_a;
ALTER FOREIGN TABLE public.f OWNER TO case_owner_outside_a;
ALTER STATISTICS public.st OWNER TO case_owner_outside_a;
ALTER PUBLICATION p OWNER TO case_owner_outside_a;
COMMIT;
