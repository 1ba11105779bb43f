/* The server's offers: see auth_methods.h. */
#include "router/verbs/accounts/auth_methods.h"

#include "base/config/config.h"
#include "router/asks.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/fanout.h"
#include "router/delivery/handlers.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/verbs/accounts/accounts.h"
#include "shared/buf.h"

/* Room for all words. */
#define ROOM 96

/*
 * The words that clients have been told and that are the same for all. An
 * upgrade forgets it, and then the first reload tells nobody.
 */
static struct {
	bool known;
	uint64_t history; /* one more than history_join; 0: there is none */
	bool passes; /* accounts end with the server */
} told;

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
	if (asks_is_coming(ASKS_KEEPER))
		offers |= OFFER_SCRAM;
	if (asks_is_coming(ASKS_KEEPER) && accounts_may_send_secret(who))
		offers |= secret_offers();
	return offers;
}

/* Returns the word for the history, empty if there is none. */
static struct str
history_word(char room[ROOM])
{
	const struct config *config = config_now();
	struct buf buf;

	buf_init(&buf, room, ROOM);
	if (config->history != HISTORY_NO)
		(void)BUF_CAT(&buf, STR("history:"),
		    DECIMAL(config->history_join)); /* fits */
	return buf_str(&buf);
}

static void
add_word(struct buf *buf, struct str word)
{
	(void)BUF_CAT(
	    buf, buf_len(buf) > 0 ? STR(" ") : STR(""), word); /* fits */
}

static struct str
text_of(unsigned offers, char room[ROOM])
{
	char word[ROOM];
	const struct str history = history_word(word);
	struct buf buf;

	buf_init(&buf, room, ROOM);
	for (size_t i = 0; i < COUNT(words); i++)
		if ((offers & words[i].offer) != 0)
			add_word(&buf, words[i].word);
	if ((offers & OFFER_SCRAM) != 0 && config_now()->state == NULL)
		add_word(&buf, STR("volatile"));
	if (history.len > 0)
		add_word(&buf, history);
	return buf_len(&buf) > 0 ? buf_str(&buf) : STR("-");
}

/*
 * Notes what clients are told that is the same for all. Returns whether it has
 * changed.
 */
static bool
common_words_change(void)
{
	const struct config *config = config_now();
	const uint64_t history =
	    config->history != HISTORY_NO ? 1 + config->history_join : 0;
	const bool passes = config->state == NULL;
	const bool changes =
	    told.known && (told.history != history || told.passes != passes);

	told.known = true;
	told.history = history;
	told.passes = passes;
	return changes;
}

enum outcome
can_cmd(uint32_t who, const struct command *command)
{
	const unsigned offers = auth_methods_for(who);
	char room[ROOM];

	identity_interests(who)->offers = offers;
	(void)common_words_change();
	return answers_ok(who, command, WORDS(text_of(offers, room)));
}

void
auth_methods_changed(void)
{
	const bool changes = common_words_change();
	char room[ROOM];

	fanout_settle();
	FOR_EACH_CLIENT(who) {
		const unsigned offers = auth_methods_for(who);
		unsigned *sent = &identity_interests(who)->offers;
		if (*sent == 0 || (*sent == offers && !changes))
			continue;
		*sent = offers;
		fanout_client(who, WORDS(STR("can"), text_of(offers, room)));
	}
}
