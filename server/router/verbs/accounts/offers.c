/* What is offered: see offers.h. */
#include "router/verbs/accounts/offers.h"

#include "base/config/config.h"
#include "router/delivery/fanout.h"
#include "router/delivery/handlers.h"
#include "router/delivery/marks.h"
#include "router/model/clients.h"
#include "router/model/people.h"
#include "router/verbs/accounts/accounts.h"
#include "router/verbs/accounts/asking.h"
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

/* What it can say in the clear. */
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

/* The system knows a login, whatever the keeper does. */
static unsigned
offers_for(uint32_t who)
{
	const struct config *config = config_now();
	unsigned offers = OFFER_ASKED;

	if (!config->accounts)
		return offers;
	if (config->peer_names && clients_get(who)->whose.is_known)
		offers |= OFFER_EXTERNAL;
	if (asking_can())
		offers |= OFFER_SCRAM;
	if (asking_can() && accounts_may_say(who))
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
	const unsigned offers = offers_for(who);
	char room[ROOM];

	people_set_offers(who, offers);
	return answers_say(
	    who, WORDS(STR("ok"), command->rule->word, text_of(offers, room)));
}

void
offers_changed(void)
{
	char room[ROOM];

	fan_settle();
	for (uint32_t who = clients_next(0); who != CLIENT_NONE;
	     who = clients_next(who + 1)) {
		const unsigned offers = offers_for(who);
		if (people_offers(who) == 0 || people_offers(who) == offers)
			continue;
		people_set_offers(who, offers);
		fan_one(who, WORDS(STR("can"), text_of(offers, room)));
	}
}
