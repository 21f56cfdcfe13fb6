//! What the text looks like.

use super::*;
