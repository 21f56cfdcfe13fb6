BEGIN;
ALTER SERVER s OWNER TO case_owner_outside_b;
ALTER FOREIGN TABLE public.f OWNER TO case_owner_outside_b;
ALTER STATISTICS public.st OWNER TO case_owner_outside_b;
ALTER PUBLICATION p OWNER TO case_owner_outside_b;
COMMIT;
