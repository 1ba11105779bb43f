/*
 * Capabilities of a client beyond RFC 1459 (IRCv3 capability negotiation):
 * those that are offered, those that the client has requested, and the command
 * CAP.
 */
#include "worker/irc/session.h"

/* The first version in which the answer to LS may have several lines. */
#define NEWER 302

/* The room in a line of LS, in bytes, minus the longest name with its value. */
#define LS_ROOM ((size_t)330)

/* custom-account-name: the account's name may differ from the nick. */
#define REGISTRATION "custom-account-name"

static const struct row {
	struct str word;
	unsigned bit;
	unsigned offers; /* mask: shown only with one of these; 0: always */
	/* The value for clients that use LS 302 or later; empty: none. */
	struct str value;
} rows[] = {
#define CAPABILITY(name, word, offers, value) \
	{ STR(word), CAP_##name, offers, STR(value) },
#define ALSO(name, word) { STR(word), CAP_##name, 0U, STR("") },
#include "capabilities.def"
};

static bool
is_there(const struct irc *irc, const struct row *row)
{
	return row->offers == 0 || (row->offers & irc->offers) != 0;
}

static const struct row *
row_find(const struct irc *irc, struct str word)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if (str_eq(rows[i].word, word) && is_there(irc, &rows[i]))
			return &rows[i];
	return NULL;
}

/* Returns the value of a row; those about accounts depend on the offers. */
static struct str
value_of(
    const struct irc *irc, const struct row *row, char room[IRC_MECHANISMS])
{
	if (row->bit == CAP_SASL)
		return irc_sasl_mechanisms(irc, room);
	if (row->bit == CAP_ACCOUNT_REGISTRATION)
		return (irc->offers & IRC_OFFER_ENROLL) != 0 ?
		    STR(REGISTRATION ",before-connect") :
		    STR(REGISTRATION);
	return row->value;
}

/* Begins a line of CAP. */
static void
begin(struct irc *irc, struct str subcommand)
{
	irc_out_begin(irc, NULL);
	OUT_FORM(irc, "CAP %n %1", subcommand);
}

/* Writes a capability, with its value if valued. */
static void
put(struct irc *irc, const struct row *row, bool valued)
{
	char room[IRC_MECHANISMS];

	OUT_FORM(irc, "%1[=%2]", row->word,
	    valued ? value_of(irc, row, room) : STR(""));
}

/*
 * Lists the capabilities of the mask, on several lines if the client allows.
 * For a client that takes one line only, one that has no room is left out.
 */
static void
list(struct irc *irc, struct str subcommand, unsigned mask, bool valued)
{
	char room[IRC_MECHANISMS];
	size_t i = 0;

	do {
		size_t last = i, len = 0;
		const char *space = "";
		/* Finds the first row that no longer fits on the line. */
		for (; last < COUNT(rows) && (len < LS_ROOM || !irc->is_newer);
		     last++)
			if ((rows[last].bit & mask) != 0)
				len += rows[last].word.len + 2 +
				    value_of(irc, &rows[last], room).len;
		begin(irc, subcommand);
		OUT(irc, last < COUNT(rows) ? STR(" * :") : STR(" :"));
		for (; i < last; i++) {
			if ((rows[i].bit & mask) == 0 ||
			    !is_there(irc, &rows[i]) ||
			    (!irc->is_newer &&
				rows[i].word.len + 1 > irc_out_room(irc)))
				continue;
			OUT(irc, str_from(space));
			put(irc, &rows[i], valued);
			space = " ";
		}
		irc_out_end(irc);
	} while (i < COUNT(rows));
}

static const struct {
	struct str word; /* the router's word */
	unsigned offer;
} offers[] = {
	{ LIT("plain"), IRC_OFFER_PLAIN },
	{ LIT("scram-sha-256"), IRC_OFFER_SCRAM },
	{ LIT("external"), IRC_OFFER_EXTERNAL },
	{ LIT("register"), IRC_OFFER_REGISTER },
	{ LIT("enroll"), IRC_OFFER_ENROLL },
};

/* Takes the words of "can": returns the offers, and keeps a number with one. */
static unsigned
take_offers(struct irc *irc, struct str words)
{
	unsigned mask = 0;

	while (words.len > 0) {
		struct str word = str_word(&words);
		if (str_skip(&word, STR("history:")) &&
		    str_to_number(word, UINT64_MAX, &irc->history_join))
			mask |= IRC_OFFER_HISTORY;
		for (size_t i = 0; i < COUNT(offers); i++)
			if (str_eq(word, offers[i].word))
				mask |= offers[i].offer;
	}
	return mask;
}

/* Takes "ok can WORDS", the first list of the server's account offers. */
void
irc_hear_can(struct irc *irc, const struct command *said)
{
	irc->offers = take_offers(irc, said->arg[1]);
}

/*
 * Reports each capability that is added, changed or removed. A removed one is
 * disabled for the client.
 */
void
irc_capabilities_change(struct irc *irc, struct str words)
{
	const unsigned before = irc->offers;

	irc->offers = take_offers(irc, words);
	irc->out.aside = true; /* a line may be being answered */
	for (size_t i = 0; i < COUNT(rows); i++) {
		const bool here = is_there(irc, &rows[i]);
		if (((before ^ irc->offers) & rows[i].offers) == 0)
			continue;
		if (!here)
			irc->caps &= ~rows[i].bit;
		if (!irc_can(irc, CAP_CAP_NOTIFY))
			continue;
		begin(irc, here ? STR("NEW :") : STR("DEL :"));
		put(irc, &rows[i], here && irc->is_newer);
		irc_out_end(irc);
	}
	irc->out.aside = false;
}

/*
 * Applies the requested changes to *caps. Returns false if one is impossible: a
 * client that has used LS 302 or later cannot disable cap-notify.
 */
static bool
change(const struct irc *irc, struct str words, unsigned *caps)
{
	while (words.len > 0) {
		struct str word = str_word(&words);
		const bool off = str_skip(&word, STR("-"));
		if (word.len == 0)
			continue;
		const struct row *row = row_find(irc, word);
		if (row == NULL ||
		    (off && row->bit == CAP_CAP_NOTIFY && irc->is_newer))
			return false;
		*caps = off ? *caps & ~row->bit : *caps | row->bit;
	}
	return true;
}

/* Cuts off as many words as there is room for, at least one. */
static struct str
cut_words(struct str *words, size_t room)
{
	struct str rest = *words, some = *words;
	size_t len = 0;

	while (rest.len > 0) {
		struct str after = rest;
		const struct str word = str_word(&after);
		const size_t end = (size_t)(word.at + word.len - some.at);
		if (len > 0 && end > room)
			break;
		len = end;
		rest = after;
	}
	some.len = len;
	*words = rest;
	return some;
}

/* Repeats the requested words, on as many lines as it takes. */
static void
say_req(struct irc *irc, const struct irc_line *line)
{
	struct str words = line->param[1];
	unsigned caps = irc->caps;
	const bool good = change(irc, words, &caps);
	const unsigned changed = good ? irc->caps ^ caps : 0;

	irc->registration.negotiating = true; /* ignored once it has a name */
	do {
		begin(irc, good ? STR("ACK :") : STR("NAK :"));
		OUT(irc, cut_words(&words, irc_out_room(irc)));
		irc_out_end(irc);
	} while (words.len > 0);
	irc->caps ^= changed;
	if ((changed & CAP_EXTENDED_MONITOR) != 0 && irc->registration.is_known)
		irc_send_wants(irc);
}

/* Handles CAP SUBCOMMAND [WORDS]. */
void
irc_cap(struct irc *irc, const struct irc_line *line)
{
	const struct str word = line->param[0];
	uint64_t version;

	if (str_caseeq(word, STR("LS"))) {
		if (str_to_number(line->param[1], UINT64_MAX, &version) &&
		    version >= NEWER) {
			irc->is_newer = true;
			irc->caps |= CAP_CAP_NOTIFY;
		}
		/* Ignored once the client has a name. */
		irc->registration.negotiating = true;
		list(irc, STR("LS"), ~0U, irc->is_newer);
	} else if (str_caseeq(word, STR("LIST"))) {
		list(irc, STR("LIST"), irc->caps, false);
	} else if (str_caseeq(word, STR("REQ"))) {
		say_req(irc, line);
	} else if (str_caseeq(word, STR("END"))) {
		irc->registration.negotiating = false;
		irc_registration_go_on(irc);
	} else {
		TELL(irc, "410 %w1 :Invalid CAP command", word);
	}
}
