/* WHOIS, WHOWAS: see whois.h. */
#include "worker/irc/whois.h"

#include "worker/irc/ask.h"
#include "worker/irc/channel.h"
#include "worker/irc/date.h"
#include "worker/irc/errors.h"
#include "worker/irc/events.h"
#include "worker/irc/out.h"
#include "worker/irc/table.h"
#include "worker/irc/words.h"

/* NAME!USER@HOST as three words. */
static void
put_mask(struct irc *irc, struct str mask)
{
	for (size_t i = 0; i < mask.len; i++) {
		const struct str byte = { mask.at + i, 1 };
		const bool mark = *byte.at == '!' || *byte.at == '@';
		OUT(irc, mark ? STR(" ") : byte);
	}
}

static void
end_whois(struct irc *irc, struct str name)
{
	NUMERIC(irc, "318", irc_word(name), STR(" :End of WHOIS list"));
}

/* Who knows of metadata sees somebody's behind the rest. */
static bool
shows_table(const struct irc *irc)
{
	return (irc->caps & CAP_METADATA) != 0;
}

static void
ask_table(struct irc *irc, struct str name)
{
	char room[IRC_TABLE];
	struct str table;

	if (shows_table(irc) && irc_table(name, room, &table))
		(void)IRC_ASK(irc, IRC_ASKS_WHOIS_TABLE, name, STR("get"),
		    table); /* it is good */
}

/* row T KEY ID NAME VALUE; then it is the end of all. */
void
irc_hear_whois_table(
    struct irc *irc, const struct ask *ask, const struct command *said)
{
	if (irc->whois_failed)
		return;
	if (said->rule->verb == VERB_ROW)
		NUMERIC(irc, "760", irc_word(ask->word), STR(" "), said->arg[1],
		    STR(" * :"), said->arg[4]);
	else
		end_whois(irc, ask->word);
}

/* WHOIS [SERVER] NAMES, one a step. */
enum irc_done
irc_whois(struct irc *irc, const struct irc_line *line)
{
	struct str name;
	enum code code;

	if (line->count == 0 ||
	    !irc_word_at(line->param[line->count > 1], 0, &name)) {
		if (!irc_settled(irc))
			return IRC_WAIT;
		NUMERIC(irc, "431", STR(":No nickname given"));
		return IRC_DONE;
	}
	if (!irc_step_word(irc, line->param[line->count > 1], &name))
		return IRC_DONE;
	code = IRC_ASK(irc, IRC_ASKS_WHOIS, name, STR("whois"), name);
	if (code == CODE_OK) {
		ask_table(irc, name);
		return IRC_MORE;
	}
	if (!irc_settled(irc))
		return IRC_WAIT;
	irc_error(irc, IRC_ASKS_WHOIS, CODE_NO_SUCH_NAME, name);
	end_whois(irc, name);
	return IRC_MORE;
}

/* person * ROLE ACTOR ID SECONDS REALNAME: ROLE and REALNAME are one word. */
static void
tell_person(struct irc *irc, const struct command *said)
{
	const struct irc_actor actor = irc_actor(said->arg[2]);
	const struct str name = actor.name;
	char room[STR_DIGITS];
	uint64_t since;

	irc_out_begin(irc, NULL);
	OUT(irc, STR("311 "), irc_nick(irc), STR(" "));
	put_mask(irc, actor.mask);
	OUT(irc, STR(" * :"), said->arg[5]);
	irc_out_end(irc);
	NUMERIC(
	    irc, "312", name, STR(" "), irc_server(irc), STR(" :forkcastd"));
	if (irc_has(said->arg[1], 'S'))
		NUMERIC(irc, "313", name, STR(" :is an IRC operator"));
	if (str_to_number(said->arg[3], UINT64_MAX, &since))
		NUMERIC(irc, "317", name, STR(" "), said->arg[4], STR(" "),
		    str_number(since / SEC, room),
		    STR(" :seconds idle, signon time"));
	if (actor.account.len > 0)
		NUMERIC(irc, "330", name, STR(" "), actor.account,
		    STR(" :is logged in as"));
	if (irc_has(actor.flags, 'B'))
		NUMERIC(irc, "335", name, STR(" :is a bot"));
}

/* What 319 has room for behind the longest names of server and clients. */
#define CHANNELS_ROOM ((size_t)360)

/* The channels that were collected until now. */
static void
tell_channels(struct irc *irc, struct str name)
{
	if (irc->list.len > 0)
		NUMERIC(irc, "319", name, STR(" :"), IRC_STR(irc->list));
	irc->list.len = 0;
}

/* in NAME ROLE G: as many as fit are told in one line. */
static void
collect_in(struct irc *irc, const struct command *said)
{
	const struct str signs = irc_signs(irc, said->arg[1]);
	struct buf buf;

	if (irc->list.len + sizeof(" @+#") + said->arg[2].len > CHANNELS_ROOM)
		tell_channels(irc, said->arg[0]);
	buf_init(&buf, irc->list.text, sizeof(irc->list.text));
	buf.end = irc->list.len;
	(void)BUF_CAT(&buf, irc->list.len > 0 ? STR(" ") : STR(""), signs,
	    STR("#"), said->arg[2]); /* fits */
	irc->list.len = buf_len(&buf);
}

/* person, in, gone and from lines, then ok; or err */
void
irc_hear_whois(
    struct irc *irc, const struct ask *ask, const struct command *said)
{
	if (said->rule->verb != VERB_IN)
		tell_channels(irc, ask->word);
	switch (said->rule->verb) {
	case VERB_PERSON:
		tell_person(irc, said);
		break;
	case VERB_IN:
		collect_in(irc, said);
		break;
	case VERB_FROM:
		NUMERIC(irc, "378", said->arg[0], STR(" :is connecting from "),
		    said->arg[1]);
		break;
	case VERB_ERR:
		irc->whois_failed = true;
		irc_error(irc, IRC_ASKS_WHOIS, CODE_NO_SUCH_NAME, ask->word);
		end_whois(irc, ask->word);
		break;
	case VERB_OK:
		irc->whois_failed = false;
		if (!shows_table(irc))
			end_whois(irc, said->arg[1]);
		break;
	default:
		irc_event(irc, said, true);
	}
}

static void
end_whowas(struct irc *irc, struct str name)
{
	if (irc->told == 0)
		NUMERIC(irc, "406", irc_word(name),
		    STR(" :There was no such nickname"));
	NUMERIC(irc, "369", irc_word(name), STR(" :End of WHOWAS"));
	irc->told = 0;
}

/* A count that is none, or is none above 0, is all. */
static struct str
count_of(const struct irc_line *line)
{
	uint64_t count;

	if (line->count < 2 ||
	    !str_to_number(line->param[1], UINT32_MAX, &count) || count == 0)
		return (struct str) { NULL, 0 };
	return line->param[1];
}

enum irc_done
irc_whowas(struct irc *irc, const struct irc_line *line)
{
	const struct str name =
	    line->count > 0 ? line->param[0] : (struct str) { NULL, 0 };
	const struct str words[] = { STR("whowas"), name, count_of(line) };

	if (name.len > 0 &&
	    irc_ask(irc, IRC_ASKS_WHOWAS, name, words,
		words[2].len > 0 ? 3 : 2) == CODE_OK)
		return IRC_DONE;
	if (!irc_settled(irc))
		return IRC_WAIT;
	if (name.len == 0)
		NUMERIC(irc, "431", STR(":No nickname given"));
	else
		end_whowas(irc, name);
	return IRC_DONE;
}

/* was ID ACTOR REALNAME */
static void
tell_was(struct irc *irc, const struct command *said)
{
	const struct irc_actor actor = irc_actor(said->arg[1]);
	char room[IRC_DATE];
	uint64_t time;

	irc_out_begin(irc, NULL);
	OUT(irc, STR("314 "), irc_nick(irc), STR(" "));
	put_mask(irc, actor.mask);
	OUT(irc, STR(" * :"), said->arg[2]);
	irc_out_end(irc);
	if (str_to_number(said->arg[0], UINT64_MAX, &time))
		NUMERIC(irc, "312", actor.name, STR(" "), irc_server(irc),
		    STR(" :"), irc_date(irc, time, room));
	irc->told++;
}

void
irc_hear_whowas(
    struct irc *irc, const struct ask *ask, const struct command *said)
{
	if (said->rule->verb == VERB_WAS)
		tell_was(irc, said);
	else
		end_whowas(irc, ask->word);
}
