-- refused: column public.ticket.status: column public.ticket.status changes from public.step to integer, and PostgreSQL has no cast between them; declare `conversions.status = "…"` with the expression that makes the new value of the old one
BEGIN;
ALTER TABLE public.ticket ALTER COLUMN status TYPE integer USING status::integer;
COMMIT;
