BEGIN;
-- destructive: loses table billing.invoices and its rows
DROP TABLE billing.invoices;
COMMIT;
