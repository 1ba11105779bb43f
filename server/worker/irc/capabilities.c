/* CAP: see capabilities.h. */
#include "worker/irc/capabilities.h"

#include "worker/irc/out.h"
#include "worker/irc/registration.h"
#include "worker/irc/sasl.h"

/* The version from which LS may take several lines. */
#define NEWER 302

/* What a line of LS has room for, beside the longest name. */
#define ROOM ((size_t)400)

#define SAYING(word, bit, value)           \
	{                                  \
		STR(word), bit, STR(value) \
	}
#define ROW(word, bit)          \
	{                       \
		STR(word), bit, \
		{               \
			NULL, 0 \
		}               \
	}

static const struct row {
	struct str word;
	unsigned bit;
	struct str value; /* shown to who asks as of 302 */
} rows[] = {
	ROW("account-notify", CAP_ACCOUNT_NOTIFY),
	ROW("account-tag", CAP_ACCOUNT_TAG),
	ROW("away-notify", CAP_AWAY_NOTIFY),
	ROW("batch", CAP_BATCH),
	ROW("cap-notify", CAP_CAP_NOTIFY),
	ROW("chghost", CAP_CHGHOST),
	SAYING("draft/account-registration", CAP_ACCOUNT_REGISTRATION,
	    "custom-account-name,before-connect"),
	SAYING("draft/metadata-3", CAP_METADATA,
	    "before-connect,max-subs=20,max-keys=20,max-value-bytes=300"),
	ROW("draft/no-implicit-names", CAP_NO_IMPLICIT_NAMES),
	ROW("draft/read-marker", CAP_READ_MARKER),
	ROW("echo-message", CAP_ECHO_MESSAGE),
	ROW("extended-join", CAP_EXTENDED_JOIN),
	ROW("extended-monitor", CAP_EXTENDED_MONITOR),
	ROW("invite-notify", CAP_INVITE_NOTIFY),
	ROW("labeled-response", CAP_LABELED_RESPONSE),
	ROW("message-tags", CAP_MESSAGE_TAGS),
	ROW("multi-prefix", CAP_MULTI_PREFIX),
	ROW("no-implicit-names", CAP_NO_IMPLICIT_NAMES),
	SAYING("sasl", CAP_SASL, IRC_MECHANISMS),
	ROW("server-time", CAP_SERVER_TIME),
	ROW("setname", CAP_SETNAME),
	ROW("standard-replies", CAP_STANDARD_REPLIES),
	ROW("userhost-in-names", CAP_USERHOST_IN_NAMES),
};

static const struct row *
find(struct str word)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if (str_eq(rows[i].word, word))
			return &rows[i];
	return NULL;
}

static void
begin(struct irc *irc, struct str subcommand)
{
	irc_out_begin(irc, NULL);
	OUT(irc, STR("CAP "), irc_nick(irc), STR(" "), subcommand);
}

/* Those of the mask, in as many lines as are allowed. */
static void
list(struct irc *irc, struct str subcommand, unsigned mask, bool valued)
{
	size_t i = 0;

	do {
		size_t len = 0, last = i;
		for (; last < COUNT(rows) && (len < ROOM || !irc->is_newer);
		     last++)
			if ((rows[last].bit & mask) != 0)
				len += rows[last].word.len +
				    rows[last].value.len + 2;
		begin(irc, subcommand);
		OUT(irc, last < COUNT(rows) ? STR(" * :") : STR(" :"));
		for (const char *space = ""; i < last; i++)
			if ((rows[i].bit & mask) != 0) {
				OUT(irc, str_from(space), rows[i].word);
				if (valued && rows[i].value.len > 0)
					OUT(irc, STR("="), rows[i].value);
				space = " ";
			}
		irc_out_end(irc);
	} while (i < COUNT(rows));
}

static void
say_ls(struct irc *irc, const struct irc_line *line)
{
	uint64_t version;

	if (line->count > 1 &&
	    str_to_number(line->param[1], UINT64_MAX, &version) &&
	    version >= NEWER) {
		irc->is_newer = true;
		irc->caps |= CAP_CAP_NOTIFY;
	}
	irc->registration.negotiating = true; /* of no matter with a name */
	list(irc, STR("LS"), ~0U, irc->is_newer);
}

static void
say_list(struct irc *irc, const struct irc_line *line)
{
	(void)line;
	list(irc, STR("LIST"), irc->caps, false);
}

/* What the capabilities are with these changes; false if one cannot be. */
static bool
change(struct str words, unsigned *caps)
{
	while (words.len > 0) {
		struct str word = str_word(&words);
		const bool off = word.len > 0 && word.at[0] == '-';
		if (off) {
			word.at++;
			word.len--;
		}
		if (word.len == 0)
			continue;
		const struct row *row = find(word);
		if (row == NULL)
			return false;
		*caps = off ? *caps & ~row->bit : *caps | row->bit;
	}
	return true;
}

static void
say_req(struct irc *irc, const struct irc_line *line)
{
	const struct str words =
	    line->count > 1 ? line->param[1] : (struct str) { NULL, 0 };
	unsigned caps = irc->caps;
	const bool good = change(words, &caps);

	irc->registration.negotiating = true; /* as above */
	begin(irc, good ? STR("ACK :") : STR("NAK :"));
	OUT(irc, irc_shown(words, ROOM));
	irc_out_end(irc);
	if (good)
		irc->caps = caps;
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
	{ { "LS", 2 }, say_ls },
	{ { "LIST", 4 }, say_list },
	{ { "REQ", 3 }, say_req },
	{ { "END", 3 }, say_end },
};

enum irc_done
irc_cap(struct irc *irc, const struct irc_line *line)
{
	for (size_t i = 0; i < COUNT(subcommands); i++)
		if (str_same(subcommands[i].word, line->param[0])) {
			subcommands[i].say(irc, line);
			return IRC_DONE;
		}
	NUMERIC(
	    irc, "410", irc_word(line->param[0]), STR(" :Invalid CAP command"));
	return IRC_DONE;
}
