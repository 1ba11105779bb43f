/*
 * forkcast fifo: the chat as a tree of directories. Lines written into a FIFO
 * are sent, and the server's lines are appended to a file. One message at a
 * time is unanswered: the next line is taken once the server has it, so none
 * overtakes another. All of the tree is ours alone.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/option.h"
#include "script/cmd.h"
#include "script/lines.h"
#include "script/script.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/names.h"
#include "text/render.h"

static const struct usage usage = {
	"usage: forkcast fifo [-hV] [-C COMMAND] [-n NAME] [-s ADDRESS] [-t SECONDS]\n"
	"       DIRECTORY [GROUP]...",
	SCRIPT_OPTIONS,
	"Chat in each GROUP through FIFOs and files in DIRECTORY.\n\n" SCRIPT_HELP,
};

#define PLACES_MOST 256

/* A directory with a FIFO "in" and a file "out": the root's, or a group's. */
struct place {
	char group[LIMIT_GROUP + 1]; /* empty for the root */
	const char *name; /* of the directory */
	int directory;
	int in; /* non-blocking; -1: no longer read */
	struct buf input;
	char memory[2 * LIMIT_LINE];
	bool lost; /* a line could not be written to "out" */
	struct place *next;
};

static struct {
	struct script script;
	struct place *first, *root; /* the root is the last one */
	size_t count;
	struct place *asked; /* its first line is unanswered; or null */
	usec again; /* when that line is sent again; 0: not refused */
} tree;

/* Returns the place of a group, or null; the empty name is the root's. */
static struct place *
find(struct str group)
{
	struct place *place = tree.first;

	while (place != NULL && !str_caseeq(str_from(place->group), group))
		place = place->next;
	return place;
}

/* Appends a line to "out" after its time; tells once that it is lost. */
static void
put_out(struct place *place, struct str text)
{
	char memory[RENDER_ROOM + STR_DIGITS];
	struct buf line;
	int fd = openat(place->directory, "out",
	    O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC,
	    0600);

	buf_init(&line, memory, sizeof(memory));
	(void)BUF_CAT(&line, DECIMAL(clock_wall() / SEC), STR(" "), text);
	const bool done = fd != -1 &&
	    io_write(fd, buf_str(&line).at, buf_len(&line)) ==
		(ssize_t)buf_len(&line);
	if (!done && !place->lost)
		complain(
		    "cannot write to %s/out; lines will be lost", place->name);
	place->lost = !done;
	io_close(&fd);
}

static void
refuse(struct place *place, enum code code, struct excess over)
{
	char room[CODE_SAID], memory[CODE_SAID + 64];
	struct buf text;

	buf_init(&text, memory, sizeof(memory));
	(void)BUF_CAT(&text, STR("!! not sent: "), code_over(code, over, room),
	    STR("\n"));
	put_out(place, buf_str(&text));
}

/*
 * Writes a line of the server, as listen prints it, to its group's place, or
 * else to the root's.
 */
static void
show(const struct command *line)
{
	static const struct manner manner = { .stable = true };
	struct place *place =
	    grammar_is_of_group(line->rule) ? find(line->arg[1]) : NULL;
	char memory[RENDER_ROOM];
	struct buf text;

	buf_init(&text, memory, sizeof(memory));
	render_line(&text, line, &manner);
	if (buf_len(&text) > 0)
		put_out(place != NULL ? place : tree.root, buf_str(&text));
}

/* Opens the FIFO for reading; -1 if "in" is none of ours. */
static int
open_in(const struct place *place)
{
	struct stat info;
	int fd = openat(place->directory, "in",
	    O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);

	if (fd != -1 && (fstat(fd, &info) != 0 || !S_ISFIFO(info.st_mode)))
		io_close(&fd);
	return fd;
}

/*
 * Makes the directory, unless it exists, and the FIFO in it, or takes over that
 * of a killed process. What is opened is checked, not what its name leads to.
 * Returns null, or what is wrong.
 */
static const char *
make(struct place *place, int at)
{
	struct stat info;

	if (mkdirat(at, place->name, 0700) != 0 && errno != EEXIST)
		return strerror(errno);
	place->directory = openat(
	    at, place->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (place->directory == -1 || fstat(place->directory, &info) != 0)
		return "it is no directory, or a symbolic link";
	if (info.st_uid != geteuid() || (info.st_mode & 0777) != 0700)
		return "it must belong to you and have mode 0700";
	int writer = openat(place->directory, "in",
	    O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	if (writer == -1 &&
	    (mkfifoat(place->directory, "in", 0600) == 0 || errno == EEXIST))
		place->in = open_in(place);
	io_close(&writer);
	return place->in != -1 ?
	    NULL :
	    "another process reads \"in\", or it is no FIFO of yours";
}

/* Adds the place of a group, or the root; false after a complaint. */
static bool
add(struct str group, const char *name)
{
	struct place *place = calloc(1, sizeof(*place));
	const bool root = tree.root == NULL;
	const char *wrong = NULL;

	if (place == NULL)
		die_errno(EX_OSERR, "no memory for a group");
	memcpy(place->group, group.at, group.len);
	if (root)
		tree.root = place;
	place->next = tree.first;
	tree.first = place;
	tree.count++;
	place->directory = place->in = -1;
	place->name = root ? name : place->group;
	buf_init(&place->input, place->memory, sizeof(place->memory));
	if (tree.count > PLACES_MOST)
		wrong = "too many groups";
	else if (!root &&
	    (group.at[0] == '.' || strchr(place->name, '/') != NULL))
		wrong = "no directory can have this name";
	else
		wrong = make(place, root ? AT_FDCWD : tree.root->directory);
	if (wrong != NULL)
		complain("cannot use the directory %s: %s", place->name, wrong);
	return wrong == NULL;
}

/* Removes the FIFO of a place and forgets the place. */
static void
drop(struct place *place)
{
	struct place **at = &tree.first;

	while (*at != place)
		at = &(*at)->next;
	*at = place->next;
	tree.count--;
	if (place->in != -1)
		(void)unlinkat(place->directory, "in", 0);
	io_close(&place->in);
	io_close(&place->directory);
	if (tree.asked == place)
		tree.asked = NULL;
	if (buf_len(&place->input) > 0)
		complain("%s/in: the last lines were not sent", place->name);
	free(place);
}

static void
drop_all(void)
{
	while (tree.first != NULL)
		drop(tree.first);
}

static void
take_line(const struct command *line)
{
	const enum verb verb = line->rule->verb;
	const bool own = line->count > 2 &&
	    str_caseeq(line->arg[2], session_name(&tree.script.session));
	const bool refused =
	    verb == VERB_ERR && str_eq(line->arg[0], STR("send"));
	struct str done;

	if (verb == VERB_JOIN && own && find(line->arg[1]) == NULL &&
	    world_has(&tree.script.session.joined, line->arg[1]) &&
	    !add(line->arg[1], NULL)) {
		script_end(&tree.script, EX_CANTCREAT);
		return;
	}
	if (refused && tree.asked != NULL &&
	    str_eq(line->arg[1], code_word(CODE_SLOW_DOWN))) {
		tree.again = clock_mono() + LINES_PAUSE;
		return;
	}
	if (tree.asked != NULL && (refused || (verb == VERB_MSG && own))) {
		if (buf_line(&tree.asked->input, &done) == LINE_WHOLE)
			buf_drop_line(&tree.asked->input, done);
		tree.asked = NULL;
	}
	show(line);
	if (verb == VERB_LEAVE && own && find(line->arg[1]) != NULL)
		drop(find(line->arg[1]));
}

/* Returns whether nothing is written to the groups that is not sent. */
static bool
groups_are_read(void)
{
	const struct place *place = tree.first;

	while (place != tree.root &&
	    (place->in == -1 || io_pending(place->in) == 0))
		place = place->next;
	return place == tree.root;
}

/*
 * Sends a line of a place: a text or, of the root, a command, with or without a
 * slash. Returns whether it is done with, and not a message to be answered.
 */
static bool
send_line(struct place *place, struct str line)
{
	const bool root = place == tree.root;
	struct str group = str_from(place->group);
	struct command parsed;

	if (root)
		(void)str_skip(&line, STR("/"));
	const enum code code = root ?
	    grammar_parse(line, FROM_CLIENT, &parsed) :
	    text_check(line, LIMIT_TEXT);
	if (code != CODE_OK) {
		refuse(place, code,
		    root ? grammar_excess(&parsed, code) :
			   grammar_excess_of(ARG_TEXT, line));
		return true;
	}
	if (root && parsed.rule->verb != VERB_SEND) {
		SESSION_SAY(&tree.script.session, parsed.rule->verb, line);
		return true;
	}
	SESSION_SAY(&tree.script.session, VERB_SEND, STR("send"),
	    root ? parsed.arg[0] : group, root ? parsed.arg[1] : line);
	tree.asked = place;
	return false;
}

/*
 * Takes the next line of a place; false if there is none. One of the root waits
 * for all that was written to the groups before.
 */
static bool
take_input(struct place *place)
{
	const bool root = place == tree.root;
	const size_t most = root ? LIMIT_LINE : LIMIT_TEXT;
	struct str line;

	const enum line_found state = buf_line(&place->input, &line);
	if (state == LINE_TOO_LONG)
		refuse(place, CODE_TOO_LONG, (struct excess) { .limit = most });
	if (state != LINE_WHOLE)
		return state == LINE_TOO_LONG;
	if (root && !groups_are_read())
		return false;
	if (line.len == 0 || send_line(place, line))
		buf_drop_line(&place->input, line);
	return true;
}

/*
 * Reads once from a FIFO. When all writers have closed it, its last line ends,
 * and it is opened anew, for the old descriptor would report that forever; the
 * new one comes first, so that nothing written meanwhile is lost.
 */
static void
read_place(struct place *place)
{
	char *room;
	const size_t size = buf_room(&place->input, &room) - 1; /* for an LF */
	const ssize_t count = io_read(place->in, room, size);

	if (count > 0)
		buf_filled(&place->input, (size_t)count);
	if (count > 0 || count == IO_AGAIN)
		return;
	buf_end_line(&place->input);
	int old = place->in;
	place->in = open_in(place);
	io_close(&old);
	if (place->in == -1)
		complain("%s/in is gone; not reading it any more", place->name);
}

static void
fifo_turn(void)
{
	struct script *script = &tree.script;
	struct pollfd set[1 + PLACES_MOST]; /* the server, and each place */
	size_t count = 1;
	struct command line;
	char *room;

	while (!script->over && script_take(script, &line))
		take_line(&line);
	if (script->over)
		return;
	const bool ready = script_joined(script);
	if (tree.again != 0 && clock_mono() >= tree.again) {
		tree.again = 0; /* its line is the next one */
		tree.asked = NULL;
	}
	for (struct place *at = tree.first; at != NULL; at = at->next)
		while (ready && tree.asked == NULL &&
		    session_ready(&script->session) && take_input(at))
			continue;
	link_report_letters(&script->link, 0);
	for (struct place *at = tree.first; at != NULL; at = at->next)
		set[count++] = (struct pollfd) { .events = POLLIN,
			.fd = ready && buf_room(&at->input, &room) > 1 ?
			    at->in :
			    -1 };
	script_wait(
	    script, set, count, tree.again != 0 ? tree.again : WAIT_FOR_EVER);
	count = 1;
	for (struct place *at = tree.first; at != NULL; at = at->next)
		if (set[count++].revents != 0)
			read_place(at);
}

int
cmd_fifo(int argc, char *const *argv)
{
	struct script_options options;

	script_read_options(&options, &usage, NULL, argc, argv);
	if (optind == argc)
		script_usage(&options, "missing directory");
	char *const *groups =
	    optind + 1 < argc ? argv + optind + 1 : options.groups;
	option_check_order(argv);
	option_check_groups(groups);
	if (!add(STR(""), argv[optind]))
		return EX_CANTCREAT;
	script_begin(&tree.script, &options, groups);
	tree.script.last_words = take_line;
	tree.script.link.takes_letters = true;
	tree.script.tally = drop_all;
	while (!tree.script.over)
		fifo_turn();
	return script_finish(&tree.script);
}
