BEGIN;
CREATE AGGREGATE public.place(variadic "any" order by variadic "any") (
    SFUNC = ordered_set_transition_multi,
    STYPE = internal,
    FINALFUNC = rank_final,
    FINALFUNC_EXTRA,
    HYPOTHETICAL
);
CREATE AGGREGATE public.share(fraction double precision order by value anyelement) (
    SFUNC = ordered_set_transition,
    STYPE = internal,
    FINALFUNC = percentile_disc_final,
    FINALFUNC_EXTRA,
    FINALFUNC_MODIFY = SHAREABLE
);
COMMENT ON AGGREGATE public.share(double precision, anyelement) IS 'Percentile';
COMMIT;
