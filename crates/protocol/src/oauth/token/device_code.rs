//! The grant of a device that polls (RFC 8628 section 3.4).

use super::TokenRefusal;
use crate::Sensitive;
use crate::oauth::form::Params;

/// The code of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceGrant {
    /// The code.
    pub device_code: Sensitive,
}

impl DeviceGrant {
    pub(super) fn read(params: &Params) -> Result<Self, TokenRefusal> {
        Ok(Self {
            device_code: super::secret(params, "device_code")?,
        })
    }
}
