-- refused: column public.ticket.status: column public.ticket.status changes from integer to public.step, and PostgreSQL has no cast between them; declare `conversions.status = "…"` with the expression that makes the new value of the old one
BEGIN;
ALTER TABLE public.ticket ALTER COLUMN status TYPE public.step USING status::public.step;
COMMIT;
