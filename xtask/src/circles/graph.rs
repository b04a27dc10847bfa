//! Circles in a graph: what can be reached from each other.

use std::collections::{BTreeMap, BTreeSet};

/// The sets of nodes that reach each other, each of two nodes or more.
pub(super) fn circles<N: Ord + Clone>(edges: &BTreeMap<N, BTreeSet<N>>) -> Vec<Vec<N>> {
    let reached: BTreeMap<&N, BTreeSet<&N>> = edges.keys().map(|node| (node, reachable(edges, node))).collect();
    let mut left: BTreeSet<&N> = edges.keys().collect();
    let mut circles = Vec::new();
    while let Some(node) = left.pop_first() {
        let mut circle = vec![node.clone()];
        for other in left.clone() {
            if reached[node].contains(other) && reached[other].contains(node) {
                left.remove(other);
                circle.push(other.clone());
            }
        }
        if circle.len() > 1 {
            circles.push(circle);
        }
    }
    circles
}

/// What can be reached from a node.
pub(super) fn reachable<'a, N: Ord>(edges: &'a BTreeMap<N, BTreeSet<N>>, from: &'a N) -> BTreeSet<&'a N> {
    let mut found = BTreeSet::new();
    let mut next = vec![from];
    while let Some(node) = next.pop() {
        for target in edges.get(node).into_iter().flatten() {
            if found.insert(target) {
                next.push(target);
            }
        }
    }
    found
}
