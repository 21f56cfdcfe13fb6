//! The modifiers of PostGIS's types.

use smol_str::SmolStr;

/// The modifiers of `geometry` and `geography` as PostGIS prints them: `point, 4326` becomes `Point,4326`.
///
/// PostGIS manual: "PostGIS Geometry / Geography" (8.1); `postgis_typmod_out`.
pub fn modifiers(name: &str, modifiers: &[SmolStr]) -> Option<String> {
    const SHAPES: [&str; 15] = [
        "Geometry",
        "Point",
        "LineString",
        "Polygon",
        "MultiPoint",
        "MultiLineString",
        "MultiPolygon",
        "GeometryCollection",
        "CircularString",
        "CompoundCurve",
        "CurvePolygon",
        "MultiCurve",
        "MultiSurface",
        "PolyhedralSurface",
        "Triangle",
    ];
    let given = modifiers.first()?.to_ascii_lowercase();
    let shape = SHAPES.iter().chain(&["Tin"]).find_map(|shape| {
        let suffix = given.strip_prefix(&shape.to_ascii_lowercase())?.trim_start();
        matches!(suffix, "" | "z" | "m" | "zm").then(|| format!("{shape}{}", suffix.to_ascii_uppercase()))
    })?;
    let srid = match (modifiers.get(1), name) {
        (Some(srid), _) => srid.as_str(),
        // Geography has a default reference system.
        (None, "geography") => "4326",
        (None, _) => "0",
    };
    Some(if srid == "0" { shape } else { format!("{shape},{srid}") })
}
