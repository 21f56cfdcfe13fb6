-- refused: column public.ticket.status: column public.ticket.status changes from public.state to public.status, and not every value of the one is a value of the other; declare `conversions.status = "…"` with the expression that makes the new value of the old one
BEGIN;
SET search_path = public;
ALTER TABLE public.ticket ALTER COLUMN status DROP DEFAULT;
ALTER TABLE public.ticket ALTER COLUMN status TYPE public.status USING status::text::public.status;
ALTER TABLE public.ticket ALTER COLUMN status SET DEFAULT 'open';
COMMIT;
