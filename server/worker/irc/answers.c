/* Answers: see answers.h. */
#include "worker/irc/answers.h"

#include "worker/irc/account.h"
#include "worker/irc/ask.h"
#include "worker/irc/capabilities.h"
#include "worker/irc/channel.h"
#include "worker/irc/errors.h"
#include "worker/irc/events.h"
#include "worker/irc/ison.h"
#include "worker/irc/list.h"
#include "worker/irc/markread.h"
#include "worker/irc/members.h"
#include "worker/irc/metadata.h"
#include "worker/irc/modes.h"
#include "worker/irc/monitor.h"
#include "worker/irc/oper.h"
#include "worker/irc/out.h"
#include "worker/irc/person.h"
#include "worker/irc/query.h"
#include "worker/irc/registration.h"
#include "worker/irc/sasl.h"
#include "worker/irc/services.h"
#include "worker/irc/welcome.h"
#include "worker/irc/who.h"
#include "worker/irc/whois.h"

/* Who hears an answer; err too, if it is so said. */
static const struct {
	void (*hear)(
	    struct irc *irc, const struct ask *ask, const struct command *said);
	bool errors;
} kinds[IRC_ASKS_COUNT] = {
	[IRC_ASKS_NOTHING] = { NULL, true },
	[IRC_ASKS_DONE] = { NULL, false },
	[IRC_ASKS_PASS] = { irc_hear_pass, true },
	[IRC_ASKS_NAME] = { irc_hear_name, true },
	[IRC_ASKS_SELF] = { irc_hear_self, true },
	[IRC_ASKS_NICK] = { irc_hear_event, false },
	[IRC_ASKS_SETNAME] = { irc_hear_setname, true },
	[IRC_ASKS_AWAY] = { irc_hear_away, false },
	[IRC_ASKS_JOIN] = { irc_hear_join, true },
	[IRC_ASKS_JOIN_TOPIC] = { irc_hear_join_topic, true },
	[IRC_ASKS_JOIN_NAMES] = { irc_hear_join_names, true },
	[IRC_ASKS_JOIN_MARKREAD] = { irc_hear_join_markread, true },
	[IRC_ASKS_JOIN_HEARD] = { irc_hear_join_heard, true },
	[IRC_ASKS_MARKREAD] = { irc_hear_markread, true },
	[IRC_ASKS_METADATA] = { irc_hear_metadata, true },
	[IRC_ASKS_METADATA_ROWS] = { irc_hear_metadata_rows, true },
	[IRC_ASKS_PART] = { irc_hear_event, false },
	[IRC_ASKS_TOPIC] = { irc_hear_topic, false },
	[IRC_ASKS_NAMES] = { irc_hear_names, true },
	[IRC_ASKS_LIST] = { irc_hear_list, false },
	[IRC_ASKS_PRIVMSG] = { irc_hear_message, false },
	[IRC_ASKS_NOTICE] = { irc_hear_notice, true },
	[IRC_ASKS_TAGMSG] = { irc_hear_message, false },
	[IRC_ASKS_TYPING] = { irc_hear_notice, true },
	[IRC_ASKS_PING] = { irc_hear_ping, false },
	[IRC_ASKS_TIME] = { irc_hear_time, false },
	[IRC_ASKS_MONITOR] = { irc_hear_monitor, true },
	[IRC_ASKS_MONITORED] = { irc_hear_monitored, false },
	[IRC_ASKS_WHOWAS] = { irc_hear_whowas, true },
	[IRC_ASKS_KICK] = { irc_hear_event, false },
	[IRC_ASKS_INVITE] = { irc_hear_invite, false },
	[IRC_ASKS_INVITED] = { irc_hear_invited, false },
	[IRC_ASKS_MODE] = { irc_hear_mode, true },
	[IRC_ASKS_MODE_OTHER] = { irc_hear_mode_other, true },
	[IRC_ASKS_MASKS] = { irc_hear_masks, false },
	[IRC_ASKS_FLAG] = { irc_hear_flag, false },
	[IRC_ASKS_WHO] = { irc_hear_who, true },
	[IRC_ASKS_WHOIS] = { irc_hear_whois, true },
	[IRC_ASKS_WHOIS_TABLE] = { irc_hear_whois_table, true },
	[IRC_ASKS_ISON] = { irc_hear_ison, true },
	[IRC_ASKS_USERHOST] = { irc_hear_userhost, true },
	[IRC_ASKS_HERE] = { irc_hear_here, true },
	[IRC_ASKS_GROUPS] = { irc_hear_groups, true },
	[IRC_ASKS_LUSERS] = { irc_hear_lusers, false },
	[IRC_ASKS_WELCOME] = { irc_hear_welcome, true },
	[IRC_ASKS_SERVER] = { irc_hear_server, true },
	[IRC_ASKS_CAN] = { irc_hear_can, true },
	[IRC_ASKS_MOTD] = { irc_hear_motd, true },
	[IRC_ASKS_OPER] = { irc_hear_oper, false },
	[IRC_ASKS_KILL] = { NULL, false },
	[IRC_ASKS_WALLOPS] = { NULL, false },
	[IRC_ASKS_REHASH] = { irc_hear_rehash, true },
	[IRC_ASKS_SASL] = { irc_hear_sasl, true },
	[IRC_ASKS_REGISTER] = { irc_hear_register, true },
	[IRC_ASKS_SERVICE] = { irc_hear_service, true },
	[IRC_ASKS_ACCOUNT] = { irc_hear_account, true },
	[IRC_ASKS_PASS_LOGIN] = { irc_hear_pass_login, true },
};

/* err VERB CODE text for a person */
static void
hear_error(struct irc *irc, const struct ask *ask, const struct command *said)
{
	enum code code;

	if (code_find(said->arg[1], &code))
		irc_error_saying(irc, ask->what, code, ask->word, said->arg[2]);
}

static void
hear_answer(struct irc *irc, const struct ask *ask, const struct command *said)
{
	if (said->rule->verb == VERB_ERR && !kinds[ask->what].errors)
		hear_error(irc, ask, said);
	else if (kinds[ask->what].hear != NULL)
		kinds[ask->what].hear(irc, ask, said);
}

void
irc_hear(struct irc *irc, const struct command *said, const struct ask *ask,
    enum relation relation)
{
	if (said->rule->verb == VERB_CAN) {
		irc_capabilities_change(irc, said->arg[0]);
		return;
	}
	if (ask == NULL || !ask->own) {
		irc_event(irc, said, false);
		return;
	}
	hear_answer(irc, ask, said);
	if (relation == RELATION_WHOLE && ask->ends)
		irc_out_done(irc);
	irc_event_to_itself(irc, said);
	if (said->rule->verb != VERB_TAGS)
		irc->tags.len = 0;
}
