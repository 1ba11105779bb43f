/*
 * forkcast fifo: the chat as a tree of directories. Lines written into a FIFO
 * are sent, and the server's lines are appended to a file. In all of the tree,
 * one line at a time is unanswered, so none overtakes another. All of it is
 * ours alone.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/option.h"
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
	struct lines lines; /* that were read from it */
	size_t polled; /* where in the set of descriptors; 0: not yet */
	bool lost; /* a line could not be written to "out" */
	struct place *next;
};

static struct {
	struct script script;
	struct place *first, *root; /* the root is the last one */
	size_t count;
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

/*
 * Appends a line of the server to "out" of its group, or else of the root,
 * after the time and as listen prints it; tells once that lines are lost.
 */
static void
show(const struct command *line)
{
	static const struct manner manner = { .stable = true };
	struct place *place =
	    grammar_is_of_group(line->rule) ? find(line->arg[1]) : NULL;
	char memory[RENDER_ROOM + STR_DIGITS];
	struct buf text;

	if (place == NULL)
		place = tree.root;
	buf_init(&text, memory, sizeof(memory));
	(void)BUF_CAT(&text, DECIMAL(clock_wall() / SEC), STR(" "));
	const size_t begin = buf_len(&text);
	render_line(&text, line, &manner);
	if (buf_len(&text) == begin)
		return;
	int fd = openat(place->directory, "out",
	    O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC,
	    0600);
	const bool done = fd != -1 &&
	    io_write(fd, buf_str(&text).at, buf_len(&text)) ==
		(ssize_t)buf_len(&text);
	if (!done && !place->lost)
		complain(
		    "cannot write to %s/out; lines will be lost", place->name);
	place->lost = !done;
	io_close(&fd);
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

/* Appends the command that a line of the root is, without its slash. */
static bool
compose(struct buf *command, struct str text, enum verb *verb)
{
	struct command parsed;

	(void)str_skip(&text, STR("/"));
	if (grammar_parse(text, FROM_CLIENT, &parsed) == CODE_OK)
		*verb = parsed.rule->verb; /* else lines.c says what is wrong */
	return BUF_CAT(command, text);
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
	lines_init(&place->lines, VERB_SEND, str_from(place->group));
	place->lines.most = 1;
	place->lines.quiet = true; /* refusals are shown */
	if (root)
		place->lines.compose = compose;
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
	if (place->lines.said == VERB_QUIT)
		(void)lines_lose(&place->lines); /* the end is its answer */
	if (lines_lose(&place->lines) + lines_unsaid(&place->lines) > 0)
		complain("%s/in: the last lines were not sent", place->name);
	free(place);
}

static void
drop_all(void)
{
	while (tree.first != NULL)
		drop(tree.first);
}

/* Returns the place whose line the server has not accepted yet, or null. */
static struct place *
busy(void)
{
	struct place *place = tree.first;

	while (
	    place != NULL && place->lines.owed == 0 && place->lines.slow == 0)
		place = place->next;
	return place;
}

static void
take_line(const struct command *line)
{
	const enum verb verb = line->rule->verb;
	const bool own = line->count > 2 &&
	    str_caseeq(line->arg[2], session_name(&tree.script.session));
	struct place *asked = busy();

	if (verb == VERB_JOIN && own && find(line->arg[1]) == NULL &&
	    world_has(&tree.script.session.joined, line->arg[1]) &&
	    !add(line->arg[1], NULL)) {
		script_end(&tree.script, EX_CANTCREAT);
		return;
	}
	if (asked == NULL || !lines_heed(&asked->lines, &tree.script, line) ||
	    asked->lines.slow == 0) /* else it is sent again */
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

/* Sends the next line. One of the root waits for what is in the groups. */
static void
say(void)
{
	for (struct place *at = tree.first; at != NULL; at = at->next)
		if (busy() == at ||
		    (busy() == NULL && (at != tree.root || groups_are_read())))
			lines_say(&at->lines, &tree.script);
}

/*
 * Reads once from a FIFO. When all writers have closed it, its last line ends,
 * and it is opened anew, for the old descriptor would report that forever; the
 * new one comes first, so that nothing written meanwhile is lost.
 */
static void
read_place(struct place *place)
{
	const ssize_t count = lines_read(&place->lines, place->in);

	if (count > 0 || count == IO_AGAIN)
		return;
	place->lines.ended = false;
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

	const bool ready = link_is_joined(&script->link);
	say();
	link_report_letters(&script->link, 0);
	usec until = WAIT_FOR_EVER;
	for (struct place *at = tree.first; at != NULL; at = at->next) {
		at->polled = count;
		set[count++] = (struct pollfd) { .events = POLLIN,
			.fd = ready && lines_reads(&at->lines) ? at->in : -1 };
		until = usec_earlier(until, lines_until(&at->lines, script));
	}
	script_wait(script, set, count, until);
	/* Lines of the server may have made places, or removed them. */
	for (struct place *at = tree.first; at != NULL; at = at->next)
		if (at->polled != 0 && set[at->polled].revents != 0)
			read_place(at);
}

int
cmd_fifo(int argc, char *const *argv)
{
	struct script_options options;

	script_read_options(&options, &usage, NULL, argc, argv);
	if (optind == argc)
		option_misused(&usage, "missing directory");
	char *const *groups = optind + 1 < argc ? argv + optind + 1 :
						  options.meant.server->groups;
	option_check_order(argv);
	option_check_groups(groups);
	if (!add(STR(""), argv[optind]))
		return EX_CANTCREAT;
	script_begin(&tree.script, &options, groups, take_line);
	tree.script.takes_last = true;
	tree.script.link.takes_letters = true;
	tree.script.tally = drop_all;
	while (!tree.script.over)
		fifo_turn();
	return script_finish(&tree.script);
}
