/*
 * client/person/notes/full_form and gone_notes: full events are asked for once
 * there is a name, and whoever is away is told of once.
 */
#include "client/person/notes/full_form.h"

#include "client/person/notes/gone_notes.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

#define ID "1700000000000000 "

static struct session session;
static struct full_form form;
static struct gone_notes gone;

static struct command
parsed(const char *text)
{
	struct command line;

	MUST(grammar_parse(str_from(text), FROM_SERVER, &line) == CODE_OK, "%s",
	    text);
	return line;
}

static void
hear(const char *text)
{
	const struct command line = parsed(text);

	full_form_note(&form, &line);
	session_note(&session, &line);
}

static void
asks(void)
{
	TAP_OK(!full_form_ask(&form, &session), "not without a name");
	SESSION_SAY(&session, VERB_NAME, STR("name me"));
	hear("ok name me");
	TAP_OK(full_form_ask(&form, &session), "with one");
	TAP_OK(!full_form_ask(&form, &session), "once");
	TAP_OK(!form.on, "the server has not agreed yet");
	hear("err want bad-command why");
	TAP_OK(!form.on, "nor has an older one");
	hear("ok want full");
	TAP_OK(form.on, "it has");
	hear("ok want short");
	TAP_OK(!form.on, "the person does not want them");
	hear("ok want all");
	TAP_OK(form.on, "or does");
}

static void
tells(const char *text, bool wanted)
{
	const struct command line = parsed(text);

	TAP_NUM(gone_notes_shows(&gone, &session, &line), wanted, "%s", text);
	session_note(&session, &line);
}

/* Sends a private message to ali, who is away for that reason or here. */
static void
writes(const char *reply, bool told)
{
	SESSION_SAY(&session, VERB_TELL, STR("tell ali hello"));
	if (reply != NULL)
		tells(reply, told);
	tells("tell " ID "me ali hello", true);
}

static void
tells_once(void)
{
	writes("gone ali lunch", true);
	writes("gone ali lunch", false);
	writes("gone ALI lunch", false);
	writes("gone ali tea", true);
	writes("gone ali tea", false);
	tells("away " ID "ali supper", true);
	writes("gone ali supper", true);
	tells("away " ID "ali", true);
	writes("gone ali supper", true);
	writes(NULL, false);
	writes("gone ali supper", true);
	tells("quit " ID "ali", true);
	writes("gone ali supper", true);
	SESSION_SAY(&session, VERB_WHOIS, STR("whois ali"));
	tells("gone ali supper", true);
	tells("ok whois ali", true);
	writes("gone ali supper", false);
}

int
main(void)
{
	session_init(&session, -1);
	asks();
	tells_once();
	session_free(&session);
	return tap_done();
}
