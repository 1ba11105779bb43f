/* Trials of the conversation: who gets which message. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "family.h"
#include "guest.h"
#include "subject.h"
#include "trials.h"
#include "wait.h"

#define LINES 20 /* in one write */
#define LONG_PAUSE (1500 * MSEC) /* between chunks, in a second try */

static bool saw_children;
static usec short_pause;

void
talk_trials_pause(usec pause)
{
	short_pause = pause;
}

bool
talk_trials_saw_children(void)
{
	return saw_children;
}

/* Has one say a text to the group; the other must get all of it. */
static void
tells(struct guest *speaker, struct guest *hearer, int group, const char *text)
{
	trial_expects("%s gets \"%s\" from %s", guest_name(hearer), text,
	    guest_name(speaker));
	guest_say(speaker, "send %d %s", group, text);
	guest_hears(hearer, text);
	if (trial_goes_on() &&
	    !guest_heard_from(hearer, guest_name(speaker), text))
		trial_saw("%s got \"%s\" without the sender's name before it",
		    guest_name(hearer), text);
}

/*
 * Has one say a word to the group until the other gets it: so all that the
 * first has said before has been done.
 */
static void
has_done_all(struct guest *speaker, struct guest *hearer, int group)
{
	char word[GUEST_WORD];

	guest_new_word(word);
	guest_say(speaker, "send %d %s", group, word);
	guest_hears(hearer, word);
}

/* Looks whether a client's process, or one more process, has been forked. */
static void
look_for_children(size_t before, const struct guest *guest)
{
	saw_children = subject_child_of(guest_port(guest)) != 0 ||
	    family_look()->count > before;
}

/* The lab's conversation, without the parts that have their own trials. */
static void
converse(void)
{
	const size_t before = family_look()->count;

	trial_expects(
	    "two clients that join group 1 get each other's messages");
	struct guest *javad = guest_enter("javad", 1);
	struct guest *ali = guest_enter("ali", 1);
	guest_say(javad, "join 2");
	guest_say(ali, "join 3");
	guests_meet(javad, ali, 1);
	guests_meet(ali, javad, 1);
	tells(javad, ali, 1, "hello ali");
	tells(ali, javad, 1, "hellllllo javad, how are you?");
	look_for_children(before, ali);
}

static void
lines(void)
{
	guests_speak_lines();
	converse();
}

static void
chunks(void)
{
	guests_speak_chunks(short_pause);
	converse();
}

static void
chunks_slowly(void)
{
	guests_speak_chunks(LONG_PAUSE);
	converse();
}

static void
echo(void)
{
	char word[GUEST_WORD];

	struct guest *ali = guest_enter("ali", 1);
	struct guest *sara = guest_enter("sara", 1);
	guests_meet(sara, ali, 1);
	guests_meet(ali, sara, 1);
	trial_expects("the sender of a message to a group gets it, too");
	guest_new_word(word);
	guest_say(ali, "send 1 %s", word);
	guest_hears(sara, word);
	guest_hears(ali, word);
}

static void
leave(void)
{
	char word[GUEST_WORD];

	struct guest *javad = guest_enter("javad", 1);
	struct guest *ali = guest_enter("ali", 1);
	struct guest *sara = guest_enter("sara", 1);
	guest_say(javad, "join 2");
	guest_say(ali, "join 2");
	guests_meet(javad, ali, 2);
	guests_meet(ali, javad, 1);
	guests_meet(ali, sara, 1);
	guest_say(javad, "leave 1");
	has_done_all(javad, ali, 2);
	trial_expects("after leave 1, javad gets messages from group 2 only");
	guest_new_word(word);
	guest_say(ali, "send 1 %s", word);
	guest_hears(sara, word);
	has_done_all(ali, javad, 2);
	guest_has_not_heard(javad, word);
}

static void
strangers(void)
{
	char word[GUEST_WORD];
	char answer[GUEST_WORD];

	struct guest *ali = guest_enter("ali", 1);
	struct guest *sara = guest_enter("sara", 1);
	struct guest *javad = guest_enter("javad", 2);
	struct guest *reza = guest_enter("reza", 2);
	guests_meet(ali, sara, 1);
	guests_meet(javad, reza, 2);
	guests_meet(reza, javad, 2);
	trial_expects("javad, who is not in group 1, cannot send to it");
	guest_new_word(word);
	guest_say(javad, "send 1 %s", word);
	has_done_all(javad, reza, 2);
	guest_new_word(answer);
	guest_say(ali, "send 1 %s", answer);
	guest_hears(sara, answer);
	guest_has_not_heard(sara, word);
	trial_expects("javad, who is not in group 1, gets nothing from it");
	has_done_all(reza, javad, 2);
	guest_has_not_heard(javad, answer);
}

static void
equal_names(void)
{
	char word[GUEST_WORD];

	struct guest *first = guest_enter("reza", 1);
	struct guest *sara = guest_enter("sara", 1);
	guests_meet(first, sara, 1);
	guests_meet(sara, first, 1);
	trial_expects("a second client that claims the name reza cannot send "
		      "as reza, and the first one still can");
	struct guest *second = guest_enter("reza", 1);
	guest_new_word(word);
	guest_say(second, "send 1 %s", word);
	guest_has_been_read(second);
	wait_settled();
	has_done_all(first, sara, 1);
	if (guest_heard_from(sara, "reza", word))
		trial_saw("sara got \"%s\" from the second client, as \"reza\"",
		    word);
	has_done_all(sara, first, 1);
}

static void
quit(void)
{
	struct guest *ali = guest_enter("ali", 1);
	struct guest *sara = guest_enter("sara", 1);
	guests_meet(ali, sara, 1);
	trial_expects("quit closes the connection");
	guest_say(ali, "quit");
	guest_is_dismissed(ali);
	guest_say(sara, "quit");
	guest_is_dismissed(sara);
	trial_expects(
	    "when all clients have left, the server accepts new ones");
	wait_settled();
	struct guest *javad = guest_enter("javad", 1);
	struct guest *reza = guest_enter("reza", 1);
	guests_meet(javad, reza, 1);
}

static void
halves(void)
{
	char word[GUEST_WORD];
	char line[2 * GUEST_WORD];

	struct guest *ali = guest_enter("ali", 1);
	struct guest *sara = guest_enter("sara", 1);
	guests_meet(ali, sara, 1);
	trial_expects("a line that comes in two pieces is one command");
	guest_new_word(word);
	(void)snprintf(line, sizeof(line), "send 1 %s\n", word);
	const size_t half = strlen("send 1 wo");
	guest_send(ali, line, half);
	guest_send(ali, line + half, strlen(line) - half);
	has_done_all(ali, sara, 1);
	guest_hears(sara, word);
}

static void
many(void)
{
	char words[LINES][GUEST_WORD];
	char all[LINES * 2 * GUEST_WORD] = "";
	size_t len = 0;

	struct guest *ali = guest_enter("ali", 1);
	struct guest *sara = guest_enter("sara", 1);
	guests_meet(ali, sara, 1);
	trial_expects("%d lines in one write are %d commands", LINES, LINES);
	for (int i = 0; i < LINES; i++) {
		guest_new_word(words[i]);
		len += (size_t)snprintf(
		    all + len, sizeof(all) - len, "send 1 %s\n", words[i]);
	}
	guest_send(ali, all, len);
	has_done_all(ali, sara, 1);
	for (int i = 0; i < LINES; i++)
		guest_hears(sara, words[i]);
}

static const struct trial trials[] = {
	{ "lines", 10, "clients must be able to talk with line ends (LF)",
	    "tests/course/lab/minichat.c: obey, use_group, say", lines, NULL,
	    false, false },
	{ "chunks", 7,
	    "clients must be able to talk without line ends, in chunks",
	    "tests/course/lab/minichat.c: pass_up; man/forkcast-protocol.7: CHUNKS",
	    chunks, chunks_slowly, false, false },
	{ "echo", 5, "the sender must get its own messages",
	    "tests/course/lab/minichat.c: say; server/router/delivery/README",
	    echo, NULL, false, false },
	{ "leave", 5,
	    "a client that has left a group must get nothing more from it",
	    "tests/course/lab/minichat.c: use_group; server/router/verbs/README",
	    leave, NULL, false, false },
	{ "non-members", 5,
	    "only members may send to a group or get its messages",
	    "tests/course/lab/minichat.c: use_group; server/router/model/README",
	    strangers, NULL, false, false },
	{ "equal-names", 5, "no two clients may have the same name",
	    "tests/course/lab/minichat.c: set_name; shared/names.h",
	    equal_names, NULL, false, false },
	{ "quit", 5, "quit must end the connection, but never the server",
	    "tests/course/lab/minichat.c: obey, forget; server/router/disconnect.h",
	    quit, NULL, false, false },
	{ "half-lines", 6, "a line can come in pieces",
	    "tests/course/lab/minichat.c: pass_up; shared/buf.h", halves, NULL,
	    true, false },
	{ "many-lines", 6, "one read can return many lines",
	    "tests/course/lab/minichat.c: pass_up; shared/buf.h", many, NULL,
	    true, false },
};

const struct trials talk_trials = { trials, sizeof(trials) / sizeof(*trials) };
