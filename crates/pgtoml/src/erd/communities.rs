//! Communities of a graph, by moving vertices to where modularity grows most (Blondel and others, the method of
//! Louvain). Vertices are visited in their order and ties go to the community with the lowest number, so equal graphs
//! give equal answers.

use std::collections::BTreeMap;

/// Sweeps over all vertices on one level; more do not change much.
const SWEEPS: usize = 12;
/// Levels, each of which joins the communities of the one before.
const LEVELS: usize = 4;

/// The community of each of `n` vertices: numbers without meaning, equal within a community.
pub(super) fn communities(n: usize, lines: &[(usize, usize)]) -> Vec<usize> {
    let mut near: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); n];
    for (a, b) in lines.iter().filter(|(a, b)| a != b && *a < n && *b < n) {
        *near[*a].entry(*b).or_default() += 1.0;
        *near[*b].entry(*a).or_default() += 1.0;
    }
    let mut of: Vec<usize> = (0..n).collect();
    for _ in 0..LEVELS {
        let moved = sweep(&near);
        let mut numbers = BTreeMap::new();
        for community in &moved {
            let next = numbers.len();
            numbers.entry(*community).or_insert(next);
        }
        if numbers.len() == near.len() {
            break;
        }
        let number = |community: usize| numbers.get(&community).copied().unwrap_or(0);
        for community in &mut of {
            *community = number(moved[*community]);
        }
        let mut joined: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); numbers.len()];
        for (v, weights) in near.iter().enumerate() {
            for (u, weight) in weights {
                *joined[number(moved[v])].entry(number(moved[*u])).or_default() += weight;
            }
        }
        near = joined;
    }
    of
}

/// One level: the community of each vertex. A weight from a vertex to itself is what it has inside.
fn sweep(near: &[BTreeMap<usize, f64>]) -> Vec<usize> {
    let degree: Vec<f64> = near.iter().map(|weights| weights.values().sum()).collect();
    let twice: f64 = degree.iter().sum();
    let mut of: Vec<usize> = (0..near.len()).collect();
    if twice == 0.0 {
        return of;
    }
    let mut total = degree.clone();
    for _ in 0..SWEEPS {
        let mut moved = false;
        for v in 0..near.len() {
            let home = of[v];
            total[home] -= degree[v];
            let mut to: BTreeMap<usize, f64> = BTreeMap::from([(home, 0.0)]);
            for (u, weight) in near[v].iter().filter(|(u, _)| **u != v) {
                *to.entry(of[*u]).or_default() += weight;
            }
            let gain = |community: usize, weight: f64| weight - degree[v] * total[community] / twice;
            let mut best = (home, gain(home, to.get(&home).copied().unwrap_or(0.0)));
            for (community, weight) in to {
                let gain = gain(community, weight);
                if gain > best.1 + 1e-9 {
                    best = (community, gain);
                }
            }
            moved |= best.0 != home;
            of[v] = best.0;
            total[best.0] += degree[v];
        }
        if !moved {
            break;
        }
    }
    of
}

#[cfg(test)]
mod tests {
    use super::communities;

    #[test]
    fn two_cliques_on_a_bridge_are_two_communities() {
        let mut lines = Vec::new();
        for of in [0, 5] {
            for a in 0..5 {
                for b in a + 1..5 {
                    lines.push((of + a, of + b));
                }
            }
        }
        lines.push((4, 5));
        let found = communities(11, &lines);
        assert!(found[..5].iter().all(|c| *c == found[0]) && found[5..10].iter().all(|c| *c == found[5]));
        assert!(found[0] != found[5] && found[10] != found[0] && found[10] != found[5]);
        assert_eq!(communities(0, &[]), Vec::<usize>::new());
        assert_eq!(communities(2, &[(0, 9), (1, 1)]), [0, 1]);
    }
}
