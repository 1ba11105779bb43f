/* The lines of the past: see past_line.h. */
#include "router/history/past_line.h"

#include <string.h>

#include "router/delivery/fanout.h"
#include "router/model/account_names.h"
#include "router/model/clients.h"
#include "shared/message_lines.h"

#define PAST STR("past")

bool
past_line_is_by(const struct past_line *past, conn_id who)
{
	const client_id me = client_of(who);
	const size_t causer = grammar_causer(past->event.rule);
	const struct str actor = past->event.arg[causer];
	const struct str account = grammar_account_of(actor);
	const uint64_t since = clients_get(me)->named_since;

	if (!str_eq(account, STR("*")))
		return account.len > 0 &&
		    str_caseeq(account, clients_account(me)) &&
		    account_names_facts(account).made <= past->number;
	/* Whether it has had the name, without a break, since before that. */
	return str_caseeq(grammar_name_of(actor), clients_name(me)) &&
	    since != 0 && since < past->number;
}

/* Sends "past" and the words of a line of the server. */
static void
tell_words(conn_id who, const struct command *line)
{
	struct str words[2 + GRAMMAR_ARGS] = { PAST, line->rule->word };
	size_t count = 2;

	for (size_t i = 0; i < line->count; i++)
		words[count++] = line->arg[i];
	fanout_conn(who, (struct words) { words, count });
}

/* Sends a note in short form, as a message. */
static void
tell_note(conn_id who, const struct command *event)
{
	const struct str to = event->arg[1], text = event->arg[3];
	const struct str name = grammar_name_of(event->arg[2]);

	if (to.at[0] != '@')
		fanout_conn(who,
		    WORDS(PAST, STR("msg"), event->arg[0], to, name, text));
	else
		fanout_conn(who,
		    WORDS(PAST, STR("tell"), event->arg[0], name,
			(struct str) { to.at + 1, to.len - 1 }, text));
}

/*
 * Sends an event in short form: with the names of clients only, and a join
 * without a real name.
 */
static void
tell_brief(conn_id who, const struct command *event)
{
	struct command brief = *event;

	switch (event->rule->verb) {
	case VERB_TAGS:
	case VERB_SIGNAL:
		return;
	case VERB_MODE:
		if (memchr(brief.arg[3].at, 'H', brief.arg[3].len) == NULL)
			return;
		brief.arg[3] =
		    brief.arg[3].at[0] == '+' ? STR("+H") : STR("-H");
		brief.count = 4;
		break;
	case VERB_NOTE:
		tell_note(who, event);
		return;
	case VERB_JOIN:
		brief.count = 3;
		break;
	default:
		break;
	}
	for (size_t i = 0; i < brief.count; i++)
		if (event->rule->args[i] == ARG_ACTOR)
			brief.arg[i] = grammar_name_of(event->arg[i]);
	tell_words(who, &brief);
}

/* Sends the lines of the message, if it has several: after their head. */
static void
tell_lines(conn_id who, const struct past_line *past, bool full)
{
	const struct command *head = &past->event;
	const struct str id = head->arg[0];
	const struct str actor =
	    full ? head->arg[2] : grammar_name_of(head->arg[2]);
	struct str lengths = past->lengths, text = past->text;
	struct str to = head->arg[1];
	const bool is_tell = str_skip(&to, STR("@"));
	struct message_line line;

	while (message_lines_next(&lengths, &text, &line))
		if (line.text.len > 0)
			fanout_conn(who,
			    is_tell ? WORDS(PAST, STR("tell"), id, actor, to,
					  line.text) :
				      WORDS(PAST, STR("msg"), id, to, actor,
					  line.text));
}

void
past_line_tell(conn_id who, const struct past_line *past)
{
	const bool is_full = conns_get(who)->full;

	if (!past->is_known)
		return;
	if (is_full)
		tell_words(who, &past->event);
	else
		tell_brief(who, &past->event);
	if (past->event.rule->verb == VERB_LINES)
		tell_lines(who, past, is_full);
}
