//! How full the pools of connections are, for operators.

/// The connections of a pool.
#[derive(Debug, Clone, Copy)]
pub struct PoolUsage {
    /// Open.
    pub open: usize,
    /// Of those, used by nobody.
    pub idle: usize,
    /// At most.
    pub max: usize,
}

impl PoolUsage {
    /// Of one of sqlx's pools.
    pub(crate) fn of<D: sqlx::Database>(pool: &sqlx::Pool<D>) -> Self {
        let max = pool.options().get_max_connections() as usize;
        Self { open: pool.size() as usize, idle: pool.num_idle(), max }
    }
}
