/*
 * Capabilities of a client beyond RFC 1459 (IRCv3 capability negotiation):
 * those that are offered, those that the client has requested, and the command
 * CAP.
 */
#include "worker/irc/session.h"

#include <assert.h>

/* The first version in which the answer to LS may have several lines. */
#define NEWER 302

/* The bytes of a list that are on one line, so that clients see it continued.
 */
#define LS_ROOM ((size_t)370)

/* All capabilities with their values, a space behind each, have room. */
#define LIST_ROOM 1500

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

/* Adds a capability, with its value if valued. */
static void
put(const struct irc *irc, const struct row *row, bool valued, struct buf *to)
{
	char room[IRC_MECHANISMS];
	const struct str value = valued ? value_of(irc, row, room) : STR("");
	const bool fits = BUF_CAT(to, buf_len(to) > 0 ? STR(" ") : STR(""),
	    row->word, value.len > 0 ? STR("=") : STR(""), value);

	assert(fits);
}

/*
 * Writes words on as many lines as it takes. If the list is marked, all but the
 * last line have a "*", or, for a client that takes one line only, what has no
 * room on it is left out.
 */
static void
say(struct irc *irc, struct str subcommand, struct str words, bool marked)
{
	const size_t room = marked && irc->is_newer ? LS_ROOM :
						      IRC_BODY -
		(LITERAL_LEN(": CAP   :\r\n") + irc_server(irc).len +
		    irc_nick(irc).len + subcommand.len);

	do {
		struct str piece = irc_piece(&words, room);
		if (words.len > 0 && piece.at[piece.len - 1] == ' ')
			piece.len--;
		const bool goes_on = marked && irc->is_newer && words.len > 0;
		OUT_LINE(irc, NULL, "CAP %n %1 [%2 ]:%3", subcommand,
		    goes_on ? STR("*") : STR(""), piece);
	} while (words.len > 0 && (!marked || irc->is_newer));
}

/* Lists the capabilities of the mask. */
static void
list(struct irc *irc, struct str subcommand, unsigned mask, bool valued)
{
	char room[LIST_ROOM];
	struct buf words;

	buf_init(&words, room, sizeof(room));
	for (size_t i = 0; i < COUNT(rows); i++)
		if ((rows[i].bit & mask) != 0 && is_there(irc, &rows[i]))
			put(irc, &rows[i], valued, &words);
	say(irc, subcommand, buf_str(&words), true);
}

/* Takes "ok can WORDS", the first list of the server's account offers. */
void
irc_hear_can(struct irc *irc, const struct command *said)
{
	irc->offers = irc_offers(irc, said->arg[1]);
}

/*
 * Reports each capability that is added, changed or removed. A removed one is
 * disabled for the client.
 */
void
irc_capabilities_change(struct irc *irc, struct str words)
{
	const unsigned before = irc->offers;

	irc->offers = irc_offers(irc, words);
	irc->out.aside = true; /* a line may be being answered */
	for (size_t i = 0; i < COUNT(rows); i++) {
		const bool here = is_there(irc, &rows[i]);
		if (((before ^ irc->offers) & rows[i].offers) == 0)
			continue;
		if (!here)
			irc->caps &= ~rows[i].bit;
		if (!irc_can(irc, CAP_CAP_NOTIFY))
			continue;
		char room[LIST_ROOM];
		struct buf word;
		buf_init(&word, room, sizeof(room));
		put(irc, &rows[i], here && irc->is_newer, &word);
		say(irc, here ? STR("NEW") : STR("DEL"), buf_str(&word), false);
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

/* Repeats the requested words. */
static void
say_req(struct irc *irc, const struct irc_line *line)
{
	unsigned caps = irc->caps;
	const bool good = change(irc, line->param[1], &caps);
	const unsigned changed = good ? irc->caps ^ caps : 0;

	irc->registration.negotiating = true; /* ignored once it has a name */
	say(irc, good ? STR("ACK") : STR("NAK"), line->param[1], false);
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
