/* The grammar table and its only reader: see grammar.h. */
#include "grammar.h"

#include <string.h>

#include "addr.h"
#include "limits.h"
#include "look.h"
#include "names.h"

#define CLIENT(VERB, WORD, STATES)                                \
	.verb = VERB_##VERB, .from = FROM_CLIENT,                 \
	.word = { WORD, sizeof(WORD) - 1 }, .kinds = KIND_CLIENT, \
	.states = STATES
#define SERVER(VERB, WORD)                        \
	.verb = VERB_##VERB, .from = FROM_SERVER, \
	.word = { WORD, sizeof(WORD) - 1 }, .states = STATE_ANY
#define KEEPER(VERB, WORD, FROM)                                  \
	.verb = VERB_##VERB, .from = (FROM),                      \
	.word = { WORD, sizeof(WORD) - 1 }, .kinds = KIND_KEEPER, \
	.states = STATE_ANY, .is_name = true
#define TEXT(text)                     \
	{                              \
		text, sizeof(text) - 1 \
	}

/* Those of the time in microseconds; fewer where a clock is far too slow. */
#define ID_DIGITS 16

static const struct rule rules[] = {
	{ CLIENT(PASS, "pass", STATE_ANY), .least = 1, .args = { ARG_TOKEN },
	    .usage = TEXT("pass SECRET"),
	    .help = TEXT("say the server's password, if it wants one") },
	{ CLIENT(NAME, "name", STATE_UNNAMED | STATE_NAMED), .least = 1,
	    .args = { ARG_NAME }, .usage = TEXT("name NAME"),
	    .help = TEXT("say who you are, or take another name") },
	{ CLIENT(JOIN, "join", STATE_NAMED), .least = 1,
	    .args = { ARG_GROUP, ARG_DOOR_KEY }, .usage = TEXT("join G [KEY]"),
	    .help = TEXT("enter the group G, with its key if it has one") },
	{ CLIENT(LEAVE, "leave", STATE_NAMED), .least = 1,
	    .args = { ARG_GROUP, ARG_TEXT }, .usage = TEXT("leave G [TEXT]"),
	    .help = TEXT("leave the group G") },
	{ CLIENT(SEND, "send", STATE_NAMED), .least = 2,
	    .args = { ARG_AUDIENCE, ARG_TEXT }, .usage = TEXT("send G TEXT"),
	    .help = TEXT("say TEXT to all in the group G") },
	{ CLIENT(TELL, "tell", STATE_NAMED), .least = 2,
	    .args = { ARG_NAME, ARG_TEXT }, .usage = TEXT("tell NAME TEXT"),
	    .help = TEXT("say TEXT to NAME alone") },
	{ CLIENT(TOPIC, "topic", STATE_NAMED), .least = 1,
	    .args = { ARG_GROUP, ARG_TOPIC }, .usage = TEXT("topic G [TEXT]"),
	    .help = TEXT("show the topic of G, or set it (- clears it)") },
	{ CLIENT(NAMES, "names", STATE_NAMED), .least = 1,
	    .args = { ARG_GROUP }, .usage = TEXT("names G"),
	    .help = TEXT("list who is in the group G") },
	{ CLIENT(GROUPS, "groups", STATE_NAMED), .usage = TEXT("groups"),
	    .help = TEXT("list the groups") },
	{ .verb = VERB_PING,
	    .from = FROM_CLIENT,
	    .word = TEXT("ping"),
	    .kinds = KIND_CLIENT | KIND_RESPONDER,
	    .states = STATE_ANY,
	    .args = { ARG_TOKEN },
	    .usage = TEXT("ping [TOKEN]"),
	    .help = TEXT("ask for an answer") },
	{ CLIENT(HELP, "help", STATE_ANY), .args = { ARG_VERB },
	    .usage = TEXT("help [VERB]"),
	    .help = TEXT("list the commands, or explain one") },
	{ CLIENT(ADD, "add", STATE_NAMED), .is_name = true, .least = 3,
	    .args = { ARG_TABLE, ARG_KEY, ARG_VALUE },
	    .usage = TEXT("add T KEY VALUE"),
	    .help = TEXT("write VALUE under KEY, if there is none yet") },
	{ CLIENT(PUT, "put", STATE_NAMED), .is_name = true, .least = 3,
	    .args = { ARG_TABLE, ARG_KEY, ARG_VALUE },
	    .usage = TEXT("put T KEY VALUE"),
	    .help = TEXT("write VALUE under KEY") },
	{ CLIENT(SWAP, "swap", STATE_NAMED), .is_name = true, .least = 4,
	    .args = { ARG_TABLE, ARG_KEY, ARG_ID, ARG_VALUE },
	    .usage = TEXT("swap T KEY ID VALUE"),
	    .help = TEXT("write VALUE under KEY, if it is still as of ID") },
	{ CLIENT(CUT, "cut", STATE_NAMED), .is_name = true, .least = 2,
	    .args = { ARG_TABLE, ARG_KEY, ARG_ID },
	    .usage = TEXT("cut T KEY [ID]"),
	    .help = TEXT("take KEY away, if it is still as of ID") },
	{ CLIENT(GET, "get", STATE_NAMED), .is_name = true, .least = 1,
	    .args = { ARG_TABLE, ARG_KEY }, .usage = TEXT("get T [KEY]"),
	    .help = TEXT("show what stands under KEY, or under all keys") },
	{ CLIENT(HEAR, "hear", STATE_NAMED), .is_name = true,
	    .args = { ARG_KEYS }, .usage = TEXT("hear [KEY...]"),
	    .help = TEXT("be told when these keys change, and no others") },
	{ CLIENT(POST, "post", STATE_NAMED), .is_name = true, .least = 2,
	    .args = { ARG_GROUP, ARG_TEXT }, .usage = TEXT("post BOX TEXT"),
	    .help =
		TEXT("put TEXT into the box of a group, as a piece of work") },
	{ CLIENT(TAKE, "take", STATE_NAMED), .is_name = true, .least = 2,
	    .args = { ARG_GROUP, ARG_CREDITS, ARG_SECONDS },
	    .usage = TEXT("take BOX N [SECONDS]"),
	    .help = TEXT("get items out of the box, up to N at a time") },
	{ CLIENT(DONE, "done", STATE_NAMED), .is_name = true, .least = 1,
	    .args = { ARG_ID }, .usage = TEXT("done ID"),
	    .help = TEXT("say that the item ID is done with") },
	{ CLIENT(BACK, "back", STATE_NAMED), .is_name = true, .least = 1,
	    .args = { ARG_ID }, .usage = TEXT("back ID"),
	    .help = TEXT("put the item ID back into its box") },
	{ CLIENT(BOXES, "boxes", STATE_NAMED), .is_name = true,
	    .usage = TEXT("boxes"),
	    .help = TEXT("list the boxes and what is in them") },
	{ CLIENT(TIME, "time", STATE_ANY), .is_name = true,
	    .usage = TEXT("time"),
	    .help = TEXT("ask for the date and the time") },
	{ CLIENT(WANT, "want", STATE_UNNAMED | STATE_NAMED), .is_name = true,
	    .least = 1, .args = { ARG_FORM }, .usage = TEXT("want FORM"),
	    .help = TEXT("get events in full, or short again") },
	{ CLIENT(ABOUT, "about", STATE_UNNAMED | STATE_NAMED), .is_name = true,
	    .least = 2, .args = { ARG_USER, ARG_REAL },
	    .usage = TEXT("about USER TEXT"),
	    .help = TEXT("say your user and your real name") },
	{ CLIENT(FLAG, "flag", STATE_UNNAMED | STATE_NAMED), .is_name = true,
	    .args = { ARG_FLAG }, .usage = TEXT("flag [CHANGE]"),
	    .help = TEXT("show your flags, or change one: +B -B +i -i +w -w") },
	{ CLIENT(AWAY, "away", STATE_NAMED), .is_name = true,
	    .args = { ARG_TOPIC }, .usage = TEXT("away [TEXT]"),
	    .help = TEXT("say why you are away, or that you are back") },
	{ CLIENT(NOTE, "note", STATE_NAMED), .is_name = true, .least = 2,
	    .args = { ARG_TARGET, ARG_TEXT }, .usage = TEXT("note TO TEXT"),
	    .help = TEXT("say TEXT, to which no program is to answer") },
	{ CLIENT(SIGNAL, "signal", STATE_NAMED), .is_name = true, .least = 1,
	    .args = { ARG_TARGET }, .usage = TEXT("signal TO"),
	    .help = TEXT("send tags alone, without a text") },
	{ CLIENT(TAGS, "tags", STATE_NAMED), .is_name = true, .least = 1,
	    .args = { ARG_REST }, .usage = TEXT("tags TEXT"),
	    .help = TEXT("say the tags of the message that follows") },
	{ CLIENT(WHOWAS, "whowas", STATE_NAMED), .is_name = true, .least = 1,
	    .args = { ARG_NAME, ARG_COUNT },
	    .usage = TEXT("whowas NAME [COUNT]"),
	    .help = TEXT("list who has had that name") },
	{ CLIENT(WATCH, "watch", STATE_NAMED), .is_name = true, .least = 1,
	    .args = { ARG_NAME }, .usage = TEXT("watch NAME"),
	    .help = TEXT("be told when NAME comes and goes") },
	{ CLIENT(UNWATCH, "unwatch", STATE_NAMED), .is_name = true,
	    .args = { ARG_NAME }, .usage = TEXT("unwatch [NAME]"),
	    .help = TEXT("no more of NAME, or of all whom you watch") },
	{ CLIENT(WATCHING, "watching", STATE_NAMED), .is_name = true,
	    .usage = TEXT("watching"),
	    .help = TEXT("list those whom you watch") },
	{ CLIENT(KICK, "kick", STATE_NAMED), .is_name = true, .least = 2,
	    .args = { ARG_GROUP, ARG_NAME, ARG_TEXT },
	    .usage = TEXT("kick G NAME [TEXT]"),
	    .help = TEXT("put NAME out of the group G, as its operator") },
	{ CLIENT(INVITE, "invite", STATE_NAMED), .is_name = true, .least = 2,
	    .args = { ARG_GROUP, ARG_NAME }, .usage = TEXT("invite G NAME"),
	    .help = TEXT("ask NAME to join the group G") },
	{ CLIENT(INVITED, "invited", STATE_NAMED), .is_name = true,
	    .usage = TEXT("invited"),
	    .help = TEXT("list the groups that you are invited to") },
	{ CLIENT(MODE, "mode", STATE_NAMED), .is_name = true, .least = 1,
	    .args = { ARG_GROUP, ARG_CHANGE, ARG_WORD },
	    .usage = TEXT("mode G [CHANGE] [WORD]"),
	    .help = TEXT("show how G is to be used, or change it") },
	{ CLIENT(MASKS, "masks", STATE_NAMED), .is_name = true, .least = 2,
	    .args = { ARG_GROUP, ARG_LIST }, .usage = TEXT("masks G LIST"),
	    .help = TEXT("list who is banned from G (b), exempt from that (e), "
			 "or need not be invited (I)") },
	{ CLIENT(REGISTER, "register", STATE_NAMED), .is_name = true,
	    .least = 1, .args = { ARG_SECRET },
	    .usage = TEXT("register SECRET"),
	    .help = TEXT("make an account of your name, with that secret") },
	{ CLIENT(ENROLL, "enroll", STATE_UNNAMED | STATE_NAMED),
	    .is_name = true, .least = 2, .args = { ARG_NAME, ARG_SECRET },
	    .usage = TEXT("enroll NAME SECRET"),
	    .help = TEXT("make an account of that name, with that secret") },
	{ CLIENT(LOGIN, "login", STATE_UNNAMED | STATE_NAMED), .is_name = true,
	    .least = 2, .args = { ARG_NAME, ARG_SECRET },
	    .usage = TEXT("login NAME SECRET"),
	    .help = TEXT("log in to the account NAME") },
	{ CLIENT(LOGOUT, "logout", STATE_UNNAMED | STATE_NAMED),
	    .is_name = true, .usage = TEXT("logout"),
	    .help = TEXT("be logged in to no account any more") },
	{ CLIENT(PROVE, "prove", STATE_UNNAMED | STATE_NAMED), .is_name = true,
	    .least = 1, .args = { ARG_TOKEN, ARG_BASE64 },
	    .usage = TEXT("prove MECHANISM [BASE64]"),
	    .help = TEXT("log in step by step, as SASL has it") },
	{ CLIENT(GHOST, "ghost", STATE_UNNAMED | STATE_NAMED), .is_name = true,
	    .least = 1, .args = { ARG_NAME }, .usage = TEXT("ghost NAME"),
	    .help = TEXT("end who has the name of your account") },
	{ CLIENT(QUIT, "quit", STATE_ANY | STATE_PROXY_PENDING),
	    .args = { ARG_TEXT }, .usage = TEXT("quit [TEXT]"),
	    .help = TEXT("end the connection") },

	{ .verb = VERB_FAULT,
	    .from = FROM_WORKER,
	    .word = TEXT("fault"),
	    .kinds = KIND_CLIENT,
	    .states = STATE_ANY | STATE_PROXY_PENDING,
	    .least = 2,
	    .args = { ARG_VERB, ARG_CODE },
	    .usage = TEXT("fault VERB CODE") },
	{ .verb = VERB_PROXIED,
	    .from = FROM_WORKER,
	    .word = TEXT("proxied"),
	    .kinds = KIND_CLIENT,
	    .states = STATE_PROXY_PENDING,
	    .args = { ARG_ADDRESS },
	    .usage = TEXT("proxied [ADDRESS]") },
	{ KEEPER(KEPT, "kept", FROM_WORKER), .least = 1,
	    .args = { ARG_TOKEN, ARG_REST },
	    .usage = TEXT("kept KIND [TEXT]") },
	{ KEEPER(ANSWER, "answer", FROM_WORKER), .least = 2,
	    .args = { ARG_COUNT, ARG_TOKEN, ARG_REST },
	    .usage = TEXT("answer NUMBER WORD [TEXT]") },
	{ KEEPER(ASK, "ask", FROM_ROUTER), .least = 4,
	    .args = { ARG_COUNT, ARG_TOKEN, ARG_COUNT, ARG_TOKEN, ARG_REST },
	    .usage = TEXT("ask NUMBER FROM ROUNDS WHAT [TEXT]") },

	{ SERVER(OK, "ok"), .least = 1, .args = { ARG_VERB, ARG_REST },
	    .usage = TEXT("ok VERB ...") },
	{ SERVER(ERR, "err"), .least = 3,
	    .args = { ARG_VERB, ARG_CODE, ARG_REST },
	    .usage = TEXT("err VERB CODE text for a person") },
	{ SERVER(MSG, "msg"), .least = 4,
	    .args = { ARG_ID, ARG_AUDIENCE, ARG_ACTOR, ARG_TEXT },
	    .usage = TEXT("msg ID G NAME TEXT") },
	{ SERVER(TELL, "tell"), .least = 4,
	    .args = { ARG_ID, ARG_ACTOR, ARG_NAME, ARG_TEXT },
	    .usage = TEXT("tell ID FROM TO TEXT") },
	{ SERVER(TOPIC, "topic"), .least = 4,
	    .args = { ARG_ID, ARG_GROUP, ARG_ACTOR, ARG_TOPIC },
	    .usage = TEXT("topic ID G NAME TEXT") },
	{ SERVER(JOIN, "join"), .least = 3,
	    .args = { ARG_ID, ARG_GROUP, ARG_ACTOR, ARG_REAL },
	    .usage = TEXT("join ID G NAME [REALNAME]") },
	{ SERVER(LEAVE, "leave"), .least = 3,
	    .args = { ARG_ID, ARG_GROUP, ARG_ACTOR, ARG_TEXT },
	    .usage = TEXT("leave ID G NAME [TEXT]") },
	{ SERVER(QUIT, "quit"), .least = 2,
	    .args = { ARG_ID, ARG_ACTOR, ARG_TEXT },
	    .usage = TEXT("quit ID NAME [TEXT]") },
	{ SERVER(NAME, "name"), .least = 3,
	    .args = { ARG_ID, ARG_ACTOR, ARG_NAME },
	    .usage = TEXT("name ID OLD NEW") },
	{ SERVER(NAMES, "names"), .least = 2, .args = { ARG_GROUP, ARG_REST },
	    .usage = TEXT("names G NAME ...") },
	{ SERVER(GROUP, "group"), .least = 3,
	    .args = { ARG_GROUP, ARG_COUNT, ARG_TOPIC },
	    .usage = TEXT("group G COUNT TOPIC") },
	{ SERVER(ROW, "row"), .is_name = true, .least = 5,
	    .args = { ARG_TABLE, ARG_KEY, ARG_ID, ARG_NAME, ARG_VALUE },
	    .usage = TEXT("row T KEY ID NAME VALUE") },
	{ SERVER(SET, "set"), .is_name = true, .least = 5,
	    .args = { ARG_ID, ARG_TABLE, ARG_KEY, ARG_NAME, ARG_VALUE },
	    .usage = TEXT("set ID T KEY NAME VALUE") },
	{ SERVER(CUT, "cut"), .is_name = true, .least = 4,
	    .args = { ARG_ID, ARG_TABLE, ARG_KEY, ARG_NAME },
	    .usage = TEXT("cut ID T KEY NAME") },
	{ SERVER(ITEM, "item"), .is_name = true, .least = 5,
	    .args = { ARG_ID, ARG_GROUP, ARG_NAME, ARG_COUNT, ARG_TEXT },
	    .usage = TEXT("item ID BOX NAME COUNT TEXT") },
	{ SERVER(BOX, "box"), .is_name = true, .least = 4,
	    .args = { ARG_GROUP, ARG_COUNT, ARG_COUNT, ARG_COUNT },
	    .usage = TEXT("box BOX WAITING TAKEN TAKERS") },
	{ SERVER(NOTE, "note"), .is_name = true, .least = 4,
	    .args = { ARG_ID, ARG_TARGET, ARG_ACTOR, ARG_TEXT },
	    .usage = TEXT("note ID TO NAME TEXT") },
	{ SERVER(SIGNAL, "signal"), .is_name = true, .least = 3,
	    .args = { ARG_ID, ARG_TARGET, ARG_ACTOR },
	    .usage = TEXT("signal ID TO NAME") },
	{ SERVER(TAGS, "tags"), .is_name = true, .least = 1,
	    .args = { ARG_REST }, .usage = TEXT("tags TEXT") },
	{ SERVER(AWAY, "away"), .is_name = true, .least = 2,
	    .args = { ARG_ID, ARG_ACTOR, ARG_TOPIC },
	    .usage = TEXT("away ID NAME [TEXT]") },
	{ SERVER(ABOUT, "about"), .is_name = true, .least = 3,
	    .args = { ARG_ID, ARG_ACTOR, ARG_REAL },
	    .usage = TEXT("about ID NAME REALNAME") },
	{ SERVER(ACCOUNT, "account"), .is_name = true, .least = 2,
	    .args = { ARG_ID, ARG_ACTOR }, .usage = TEXT("account ID NAME") },
	{ SERVER(GONE, "gone"), .is_name = true, .least = 2,
	    .args = { ARG_NAME, ARG_TOPIC }, .usage = TEXT("gone NAME TEXT") },
	{ SERVER(WAS, "was"), .is_name = true, .least = 3,
	    .args = { ARG_ID, ARG_ACTOR, ARG_REAL },
	    .usage = TEXT("was ID NAME REALNAME") },
	{ SERVER(ONLINE, "online"), .is_name = true, .least = 2,
	    .args = { ARG_ID, ARG_ACTOR }, .usage = TEXT("online ID NAME") },
	{ SERVER(OFFLINE, "offline"), .is_name = true, .least = 2,
	    .args = { ARG_ID, ARG_NAME }, .usage = TEXT("offline ID NAME") },
	{ SERVER(KICK, "kick"), .is_name = true, .least = 4,
	    .args = { ARG_ID, ARG_GROUP, ARG_ACTOR, ARG_NAME, ARG_TEXT },
	    .usage = TEXT("kick ID G FROM NAME [TEXT]") },
	{ SERVER(MODE, "mode"), .is_name = true, .least = 4,
	    .args = { ARG_ID, ARG_GROUP, ARG_ACTOR, ARG_CHANGE, ARG_WORD },
	    .usage = TEXT("mode ID G NAME CHANGE [WORD]") },
	{ SERVER(INVITE, "invite"), .is_name = true, .least = 4,
	    .args = { ARG_ID, ARG_GROUP, ARG_ACTOR, ARG_NAME },
	    .usage = TEXT("invite ID G FROM NAME") },
	{ SERVER(INVITED, "invited"), .is_name = true, .least = 1,
	    .args = { ARG_GROUP }, .usage = TEXT("invited G") },
	{ SERVER(MASK, "mask"), .is_name = true, .least = 5,
	    .args = { ARG_GROUP, ARG_LIST, ARG_WORD, ARG_NAME, ARG_ID },
	    .usage = TEXT("mask G LIST MASK NAME ID") },
	{ SERVER(PING, "ping"), .args = { ARG_TOKEN },
	    .usage = TEXT("ping [TOKEN]") },
	{ SERVER(HELP, "help"), .least = 1, .args = { ARG_REST },
	    .usage = TEXT("help text for a person") },
	{ SERVER(BYE, "bye"), .least = 2, .args = { ARG_CODE, ARG_REST },
	    .usage = TEXT("bye CODE text for a person") },
};

const struct rule *
grammar_rule(size_t number)
{
	return number < COUNT(rules) ? &rules[number] : NULL;
}

const struct rule *
grammar_row(enum verb verb, enum direction from)
{
	for (size_t i = 0; i < COUNT(rules); i++)
		if (rules[i].verb == verb && rules[i].from == from)
			return &rules[i];
	return NULL;
}

/*
 * A worker says what its client may say, and its own verbs besides; one that is
 * older than this program what there was in its days.
 */
static bool
says(const struct rule *rule, enum direction from)
{
	if (from == FROM_WORKER)
		return rule->from == FROM_WORKER || rule->from == FROM_CLIENT;
	return rule->from == from && rule->last == 0;
}

const struct rule *
grammar_find(struct str word, enum direction from)
{
	for (size_t i = 0; i < COUNT(rules); i++)
		if (says(&rules[i], from) && str_eq(rules[i].word, word))
			return &rules[i];
	return NULL;
}

/* Folded, for whether a name is good does not hang on its case. */
static bool
looks_like_verb(struct str word)
{
	for (size_t i = 0; i < COUNT(rules); i++)
		if (!rules[i].is_name &&
		    look_same(word, LOOK_FOLDED, rules[i].word, LOOK_FOLDED))
			return true;
	return false;
}

bool
grammar_is_of_group(const struct rule *rule)
{
	return rule->from == FROM_SERVER && rule->args[0] == ARG_ID &&
	    (rule->args[1] == ARG_GROUP || rule->args[1] == ARG_AUDIENCE);
}

struct str
grammar_name_of(struct str actor)
{
	const char *end =
	    actor.len > 0 ? memchr(actor.at, '!', actor.len) : NULL;

	if (end != NULL)
		actor.len = (size_t)(end - actor.at);
	return actor;
}

enum code
name_check(struct str name)
{
	const enum code code = name_spelling(name);

	if (code == CODE_OK && looks_like_verb(name))
		return CODE_BAD_NAME;
	return code;
}

static enum code
check_verb(struct str word)
{
	if (str_eq(word, STR("-")) || grammar_find(word, FROM_CLIENT) != NULL)
		return CODE_OK;
	return CODE_BAD_COMMAND;
}

static enum code
check_code(struct str word)
{
	enum code code;
	enum bye bye;

	if (code_find(word, &code) || bye_find(word, &bye))
		return CODE_OK;
	return CODE_BAD_COMMAND;
}

static enum code
check_address(struct str word)
{
	struct addr addr;

	return addr_read(&addr, word) ? CODE_OK : CODE_BAD_COMMAND;
}

static enum code
check_number(struct str word)
{
	uint64_t number;

	return str_to_number(word, UINT64_MAX, &number) ? CODE_OK :
							  CODE_BAD_COMMAND;
}

/* A JSON parser too is to take it for a number, and to keep all of it. */
static enum code
check_id(struct str word)
{
	if (word.len == 0 || word.len > ID_DIGITS || word.at[0] == '0')
		return CODE_BAD_COMMAND;
	return check_number(word);
}

/* Too many of them is told apart from what is no number. */
static enum code
check_credits(struct str word)
{
	const enum code code = check_number(word);
	uint64_t number;

	if (code != CODE_OK)
		return code;
	return str_to_number(word, LIMIT_CREDITS, &number) ? CODE_OK :
							     CODE_TOO_MANY;
}

static enum code
check_seconds(struct str word)
{
	uint64_t number;

	return str_to_number(word, LIMIT_SECONDS, &number) ? CODE_OK :
							     CODE_BAD_COMMAND;
}

static enum code
check_text(struct str text)
{
	return text_check(text, LIMIT_TEXT);
}

static enum code
check_topic(struct str text)
{
	return text_check(text, LIMIT_TOPIC);
}

static enum code
check_value(struct str text)
{
	return text_check(text, LIMIT_VALUE);
}

static enum code
check_secret(struct str text)
{
	return text_check(text, LIMIT_SECRET);
}

/* Whoever decodes it knows more of it. */
static enum code
check_base64(struct str text)
{
	return text_check(text, LIMIT_BASE64);
}

static enum code
check_table(struct str word)
{
	if (word.len == 0 || word.at[0] != '@')
		return group_check(word);
	return name_check((struct str) { word.at + 1, word.len - 1 });
}

static enum code
check_target(struct str word)
{
	return word.len > 0 && word.at[0] == '@' ? check_table(word) :
						   audience_check(word);
}

static enum code
check_word(struct str word)
{
	return text_check(word, LIMIT_MASK);
}

static enum code
check_rest(struct str text)
{
	return text_check(text, LIMIT_LINE);
}

static enum code
check_sender(struct str name)
{
	return str_eq(name, STR(NAME_OPERATOR)) ? CODE_OK : name_check(name);
}

/* The parts of NAME!USER@HOST!ACCOUNT!FLAGS: only the name is a check's. */
static enum code
check_actor(struct str word)
{
	const char *end = word.len > 0 ? memchr(word.at, '!', word.len) : NULL;

	if (word.len > LIMIT_ACTOR)
		return CODE_TOO_LONG;
	if (end != NULL)
		word.len = (size_t)(end - word.at);
	return check_sender(word);
}

static enum code
check_real(struct str text)
{
	return text_check(text, LIMIT_REAL);
}

static enum code (*const checks[])(struct str) = {
	[ARG_NAME] = name_check,
	[ARG_SENDER] = check_sender,
	[ARG_ACTOR] = check_actor,
	[ARG_GROUP] = group_check,
	[ARG_AUDIENCE] = audience_check,
	[ARG_TEXT] = check_text,
	[ARG_TOPIC] = check_topic,
	[ARG_TOKEN] = token_check,
	[ARG_VERB] = check_verb,
	[ARG_CODE] = check_code,
	[ARG_ADDRESS] = check_address,
	[ARG_ID] = check_id,
	[ARG_COUNT] = check_number,
	[ARG_TABLE] = check_table,
	[ARG_KEY] = key_check,
	[ARG_KEYS] = keys_check,
	[ARG_VALUE] = check_value,
	[ARG_CREDITS] = check_credits,
	[ARG_SECONDS] = check_seconds,
	[ARG_FORM] = form_check,
	[ARG_USER] = user_check,
	[ARG_REAL] = check_real,
	[ARG_FLAG] = flag_check,
	[ARG_TARGET] = check_target,
	[ARG_DOOR_KEY] = door_key_check,
	[ARG_CHANGE] = change_check,
	[ARG_LIST] = list_check,
	[ARG_WORD] = check_word,
	[ARG_SECRET] = check_secret,
	[ARG_BASE64] = check_base64,
	[ARG_REST] = check_rest,
};

/* An older worker may speak of what no client says any more. */
static enum code
check_arg(enum arg arg, struct str word, enum direction from)
{
	const struct rule *rule;

	if (arg != ARG_VERB || from != FROM_WORKER)
		return checks[arg](word);
	rule = grammar_find(word, FROM_WORKER);
	return (rule != NULL && rule->from == FROM_CLIENT) ? CODE_OK :
							     check_verb(word);
}

/* True for what may hold spaces: it is always the last argument. */
static bool
takes_rest(enum arg arg)
{
	return arg == ARG_TEXT || arg == ARG_TOPIC || arg == ARG_KEYS ||
	    arg == ARG_VALUE || arg == ARG_REAL || arg == ARG_SECRET ||
	    arg == ARG_REST;
}

/* Cuts the arguments apart; false where their number is wrong. */
static bool
split(struct str rest, struct command *command)
{
	const struct rule *rule = command->rule;

	while (rest.at != NULL) {
		if (command->count == GRAMMAR_ARGS)
			return false;
		const enum arg arg = rule->args[command->count];
		if (arg == ARG_NONE)
			return false;
		struct str *word = &command->arg[command->count++];
		if (takes_rest(arg)) {
			*word = rest;
			rest.at = NULL;
		} else {
			*word = str_word(&rest);
		}
		if (word->len == 0)
			return false;
	}
	return command->count >= rule->least;
}

enum code
grammar_parse(struct str line, enum direction from, struct command *command)
{
	struct str rest = line;
	const struct str verb = str_word(&rest);

	*command = (struct command) { .rule = grammar_find(verb, from) };
	if (command->rule == NULL || !split(rest, command))
		return CODE_BAD_COMMAND;
	for (size_t i = 0; i < command->count; i++) {
		const enum code code =
		    check_arg(command->rule->args[i], command->arg[i], from);
		if (code != CODE_OK)
			return code;
	}
	return CODE_OK;
}
