BEGIN;
SET search_path = public;
CREATE TABLE public.event_b PARTITION OF public.event for values in ('b');
CREATE POLICY part ON public.event_b AS RESTRICTIVE USING (id > 0);
ALTER TABLE public.event_b ENABLE ROW LEVEL SECURITY;
COMMIT;
