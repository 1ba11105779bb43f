/* CAP: see capabilities.h. */
#include "worker/irc/capabilities.h"

#include "worker/irc/account.h"
#include "worker/irc/out.h"
#include "worker/irc/registration.h"

/* The first version in which the answer to LS may have several lines. */
#define NEWER 302

/* The room in a line of LS, in bytes, minus the longest name with its value. */
#define LS_ROOM ((size_t)330)

/* The room for the longest value. */
#define VALUE 64

/*
 * Returns the value of account-registration. custom-account-name means that the
 * account's name may differ from the nick.
 */
static struct str
value_of_registration(const struct irc *irc, char room[VALUE])
{
	(void)room;
	return (irc->offers & IRC_OFFER_ENROLL) != 0 ?
	    STR("custom-account-name,before-connect") :
	    STR("custom-account-name");
}

static struct str
value_of_metadata(const struct irc *irc, char room[VALUE])
{
	(void)irc;
	(void)room;
	return STR("before-connect,max-subs=20,max-value-bytes=300");
}

/* The figures are those of limits.h. */
static struct str
value_of_multiline(const struct irc *irc, char room[VALUE])
{
	(void)irc;
	(void)room;
	return STR(
	    "max-bytes=" IRC_MULTILINE_BYTES ",max-lines=" IRC_MULTILINE_LINES);
}

/* What stands before the server in a nick of another server. */
static struct str
value_of_relaymsg(const struct irc *irc, char room[VALUE])
{
	(void)irc;
	(void)room;
	return STR("/");
}

static const struct row {
	struct str word;
	unsigned bit;
	unsigned offers; /* mask: shown only with one of these; 0: always */
	/* The value for clients that use LS 302 or later; null: none. */
	struct str (*value)(const struct irc *irc, char room[VALUE]);
} rows[] = {
#define CAPABILITY(name, word, offers, value) \
	{ STR(word), CAP_##name, offers, value },
#define ALSO(name, word) { STR(word), CAP_##name, 0U, NULL },
#include "capabilities.def"
};

static bool
is_there(const struct irc *irc, const struct row *row)
{
	return row->offers == 0 || (row->offers & irc->offers) != 0;
}

static const struct row *
capabilities_find(const struct irc *irc, struct str word)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if (str_eq(rows[i].word, word) && is_there(irc, &rows[i]))
			return &rows[i];
	return NULL;
}

static void
capabilities_begin(struct irc *irc, struct str subcommand)
{
	irc_out_begin(irc, NULL);
	OUT(irc, STR("CAP "), irc_nick(irc), STR(" "), subcommand);
}

/* Writes a capability, with its value if valued. */
static void
irc_capabilities_put(struct irc *irc, const struct row *row, bool valued)
{
	char room[VALUE];

	OUT(irc, row->word);
	if (valued && row->value != NULL)
		OUT(irc, STR("="), row->value(irc, room));
}

/*
 * Returns the first row that no longer fits on a line that begins with the
 * given row.
 */
static size_t
irc_capabilities_cut(const struct irc *irc, size_t row, unsigned mask)
{
	char room[VALUE];
	size_t len = 0;

	for (; row < COUNT(rows) && (len < LS_ROOM || !irc->is_newer); row++)
		if ((rows[row].bit & mask) != 0)
			len += rows[row].word.len + 2 +
			    (rows[row].value != NULL ?
				    rows[row].value(irc, room).len :
				    0);
	return row;
}

/*
 * Returns whether the capability is to be listed here. For a client that takes
 * one line only, one that has no room is left out.
 */
static bool
is_listed(const struct irc *irc, const struct row *row, unsigned mask)
{
	return (row->bit & mask) != 0 && is_there(irc, row) &&
	    (irc->is_newer || row->word.len + 1 <= irc_out_room(irc));
}

/* Lists the capabilities of the mask, on several lines if the client allows. */
static void
list(struct irc *irc, struct str subcommand, unsigned mask, bool valued)
{
	size_t i = 0;

	do {
		const size_t last = irc_capabilities_cut(irc, i, mask);
		const char *space = "";
		capabilities_begin(irc, subcommand);
		OUT(irc, last < COUNT(rows) ? STR(" * :") : STR(" :"));
		for (; i < last; i++)
			if (is_listed(irc, &rows[i], mask)) {
				OUT(irc, str_from(space));
				irc_capabilities_put(irc, &rows[i], valued);
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
	if (said->rule->verb == VERB_OK)
		irc->offers = take_offers(irc, said->arg[1]);
}

/*
 * Reports a capability that was added, changed or removed. A removed one is
 * disabled for the client.
 */
static void
tell_change(struct irc *irc, const struct row *row)
{
	const bool here = is_there(irc, row);

	if (!here)
		irc->caps &= ~row->bit;
	if (!irc_can(irc, CAP_CAP_NOTIFY))
		return;
	capabilities_begin(irc, here ? STR("NEW :") : STR("DEL :"));
	irc_capabilities_put(irc, row, here && irc->is_newer);
	irc_out_end(irc);
}

void
irc_capabilities_change(struct irc *irc, struct str words)
{
	const unsigned before = irc->offers;

	irc->offers = take_offers(irc, words);
	irc->out.aside = true; /* a line may be being answered */
	for (size_t i = 0; i < COUNT(rows); i++)
		if (((before ^ irc->offers) & rows[i].offers) != 0)
			tell_change(irc, &rows[i]);
	irc->out.aside = false;
}

static void
say_ls(struct irc *irc, const struct irc_line *line)
{
	uint64_t version;

	if (str_to_number(line->param[1], UINT64_MAX, &version) &&
	    version >= NEWER) {
		irc->is_newer = true;
		irc->caps |= CAP_CAP_NOTIFY;
	}
	irc->registration.negotiating = true; /* ignored once it has a name */
	list(irc, STR("LS"), ~0U, irc->is_newer);
}

static void
say_list(struct irc *irc, const struct irc_line *line)
{
	(void)line;
	list(irc, STR("LIST"), irc->caps, false);
}

/*
 * Returns whether the client cannot disable the capability: cap-notify, if it
 * has used LS 302 or later.
 */
static bool
is_fixed(const struct irc *irc, const struct row *row)
{
	return row->bit == CAP_CAP_NOTIFY && irc->is_newer;
}

/*
 * Applies the requested changes to *caps. Returns false if one is impossible.
 */
static bool
change(const struct irc *irc, struct str words, unsigned *caps)
{
	while (words.len > 0) {
		struct str word = str_word(&words);
		const bool off = word.len > 0 && word.at[0] == '-';
		if (off)
			str_drop(&word, 1);
		if (word.len == 0)
			continue;
		const struct row *row = capabilities_find(irc, word);
		if (row == NULL || (off && is_fixed(irc, row)))
			return false;
		*caps = off ? *caps & ~row->bit : *caps | row->bit;
	}
	return true;
}

static void
set_caps(struct irc *irc, unsigned caps)
{
	const unsigned changed = irc->caps ^ caps;

	irc->caps = caps;
	if ((changed & CAP_EXTENDED_MONITOR) != 0 && irc->registration.is_known)
		irc_send_wants(irc);
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
echo_words(struct irc *irc, struct str subcommand, struct str words)
{
	do {
		capabilities_begin(irc, subcommand);
		OUT(irc, cut_words(&words, irc_out_room(irc)));
		irc_out_end(irc);
	} while (words.len > 0);
}

static void
say_req(struct irc *irc, const struct irc_line *line)
{
	const struct str words = line->param[1];
	unsigned caps = irc->caps;
	const bool good = change(irc, words, &caps);

	irc->registration.negotiating = true; /* ignored once it has a name */
	echo_words(irc, good ? STR("ACK :") : STR("NAK :"), words);
	if (good)
		set_caps(irc, caps);
}

static void
say_end(struct irc *irc, const struct irc_line *line)
{
	(void)line;
	irc->registration.negotiating = false;
	irc_registration_go_on(irc);
}

static const struct {
	struct str word;
	void (*say)(struct irc *irc, const struct irc_line *line);
} subcommands[] = {
	{ LIT("LS"), say_ls },
	{ LIT("LIST"), say_list },
	{ LIT("REQ"), say_req },
	{ LIT("END"), say_end },
};

/* Handles CAP SUBCOMMAND [WORDS]. */
enum irc_done
irc_cap(struct irc *irc, const struct irc_line *line)
{
	for (size_t i = 0; i < COUNT(subcommands); i++)
		if (str_caseeq(subcommands[i].word, line->param[0])) {
			subcommands[i].say(irc, line);
			return IRC_DONE;
		}
	NUMERIC(
	    irc, "410", irc_word(line->param[0]), STR(" :Invalid CAP command"));
	return IRC_DONE;
}
