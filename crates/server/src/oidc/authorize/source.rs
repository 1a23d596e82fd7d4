//! Where the parameters of a request are: in the query, in a signed object, or pushed before.

use base::clock::Time;
use base::db::DbError;
use protocol::oauth::Params;
use protocol::oauth::authorization::{Came, Carried, NamedClient, PageRefusal, RequestRefusal};

use super::arrival::{Asked, Turned, active};
use super::{object, pushed};
use crate::oidc::applications::Application;
use crate::web::App;

/// Finds the parameters that count.
pub(super) async fn open(
    app: &App,
    query: &str,
    now: Time,
) -> Result<Result<Asked, Turned>, DbError> {
    let page = |why| Ok(Err(Turned::Page(why, None)));
    let outer = match Params::from_query(query) {
        Ok(outer) => outer,
        Err(why) => return page(why.into()),
    };
    let (client_id, opened) = match Carried::read(&outer) {
        Err(why) => return page(why),
        Ok(Carried::Plain) => {
            let came = Came::default();
            return Ok(Ok(Asked {
                params: outer,
                came,
            }));
        }
        Ok(Carried::Object { client_id, object }) => {
            (client_id, object::open(app, object, &outer, now).await?)
        }
        Ok(Carried::Pushed {
            client_id,
            reference,
        }) => (
            client_id,
            pushed::take(app, client_id, reference, now).await?,
        ),
    };
    match opened {
        Ok(asked) => Ok(Ok(asked)),
        Err(why) => {
            let mut conn = app.db.read().await?;
            let application = Application::named(&mut conn, client_id).await?;
            Ok(Err(turned(&outer, application, why)))
        }
    }
}

/// Sends the refusal of a carrier to where the query itself says, if that is registered; else it is a
/// page. Nothing but the error goes there.
fn turned(outer: &Params, application: Option<Application>, why: RequestRefusal) -> Turned {
    let facts = active(application.as_ref()).map(Application::facts);
    let Some(application) = application else {
        return Turned::Page(PageRefusal::ClientUnknown, None);
    };
    let addressed = NamedClient::read(outer).and_then(|named| named.addressed(facts.as_ref()));
    match addressed {
        Ok(addressed) => Turned::Back(Box::new((addressed.refused(why), application))),
        Err(_) => Turned::Page(PageRefusal::Carrier(why), Some(Box::new(application))),
    }
}
