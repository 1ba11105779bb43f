/* The ways to log in: see auth_methods.h. */
#include "router/verbs/accounts/auth_methods.h"

#include "base/config/config.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/fanout.h"
#include "router/delivery/handlers.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/verbs/accounts/accounts.h"
#include "router/verbs/accounts/keeper_client.h"
#include "shared/buf.h"

/* Room for all words. */
#define ROOM 64

static const struct {
	unsigned offer;
	struct str word;
} words[] = {
	{ OFFER_PLAIN, LIT("plain") },
	{ OFFER_SCRAM, LIT("scram-sha-256") },
	{ OFFER_EXTERNAL, LIT("external") },
	{ OFFER_REGISTER, LIT("register") },
	{ OFFER_ENROLL, LIT("enroll") },
};

/* Returns the offers for which a client sends a secret in clear text. */
static unsigned
secret_offers(void)
{
	switch (config_now()->registering) {
	case REGISTER_NO:
		return OFFER_PLAIN;
	case REGISTER_BEFORE:
		return OFFER_PLAIN | OFFER_REGISTER | OFFER_ENROLL;
	default:
		return OFFER_PLAIN | OFFER_REGISTER;
	}
}

/*
 * Returns the client's offers. A login name is known to the system, so it needs
 * no keeper.
 */
static unsigned
auth_methods_for(uint32_t who)
{
	const struct config *config = config_now();
	unsigned offers = OFFER_ASKED;

	if (!config->accounts)
		return offers;
	if (config->peer_names && clients_get(who)->peer_user.is_known)
		offers |= OFFER_EXTERNAL;
	if (keeper_client_available())
		offers |= OFFER_SCRAM;
	if (keeper_client_available() && accounts_may_send_secret(who))
		offers |= secret_offers();
	return offers;
}

static struct str
text_of(unsigned offers, char room[ROOM])
{
	struct buf buf;

	buf_init(&buf, room, ROOM);
	for (size_t i = 0; i < COUNT(words); i++)
		if ((offers & words[i].offer) != 0)
			(void)BUF_CAT(&buf,
			    buf_len(&buf) > 0 ? STR(" ") : STR(""),
			    words[i].word); /* fits */
	return buf_len(&buf) > 0 ? buf_str(&buf) : STR("-");
}

enum outcome
can_cmd(uint32_t who, const struct command *command)
{
	const unsigned offers = auth_methods_for(who);
	char room[ROOM];

	identity_interests(who)->offers = offers;
	return answers_ok(who, command, WORDS(text_of(offers, room)));
}

void
auth_methods_changed(void)
{
	char room[ROOM];

	fanout_settle();
	FOR_EACH_CLIENT(who) {
		const unsigned offers = auth_methods_for(who);
		unsigned *sent = &identity_interests(who)->offers;
		if (*sent == 0 || *sent == offers)
			continue;
		*sent = offers;
		fanout_client(who, WORDS(STR("can"), text_of(offers, room)));
	}
}
