-- refused: type public.status: type public.status loses the labels `new`, `held`, and rows may hold them; declare `removed = { new = "…" }` with the label that such rows get, or `removed = ["new"]` if no row holds it
BEGIN;
DROP INDEX public.ticket_new_idx;
ALTER TABLE public.ticket DROP CONSTRAINT not_held;
-- destructive: loses column public.ticket.next and its values
ALTER TABLE public.ticket DROP COLUMN next;
SET search_path = public;
ALTER TABLE public.ticket ALTER COLUMN status SET DEFAULT 'open';
COMMIT;
