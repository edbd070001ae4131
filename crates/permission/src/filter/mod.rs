//! Copies only permitted attributes of a JSON body
