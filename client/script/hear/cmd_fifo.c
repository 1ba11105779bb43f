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

#define NODES_MOST 256

/* A directory with a FIFO "in" and a file "out": the root's, or a group's. */
struct node {
	char group[LIMIT_GROUP + 1]; /* empty for the root */
	const char *name; /* of the directory */
	int directory;
	int in; /* non-blocking; -1: no longer read */
	struct lines lines; /* that were read from it */
	size_t polled; /* where in the set of descriptors; 0: not yet */
	bool lost; /* a line could not be written to "out" */
	struct node *next;
};

static struct {
	struct script script;
	struct node *first, *root; /* the root is the last one */
	size_t count;
} tree;

/* Returns the node of a group, or null; the empty name is the root's. */
static struct node *
find_node(struct str group)
{
	struct node *node = tree.first;

	while (node != NULL && !str_caseeq(str_from(node->group), group))
		node = node->next;
	return node;
}

/*
 * Appends a line of the server to "out" of its group, or else of the root,
 * after the time and as listen prints it; tells once that lines are lost.
 */
static void
append_line(const struct command *line)
{
	static const struct manner manner = { .stable = true };
	struct node *node =
	    grammar_is_of_group(line->rule) ? find_node(line->arg[1]) : NULL;
	char memory[RENDER_ROOM + STR_DIGITS];
	struct buf text;

	if (node == NULL)
		node = tree.root;
	buf_init(&text, memory, sizeof(memory));
	(void)BUF_CAT(&text, DECIMAL(clock_wall() / SEC), STR(" "));
	const size_t begin = buf_len(&text);
	render_line(&text, line, &manner);
	if (buf_len(&text) == begin)
		return;
	int fd = openat(node->directory, "out",
	    O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC,
	    0600);
	const bool done = fd != -1 &&
	    io_write(fd, buf_str(&text).at, buf_len(&text)) ==
		(ssize_t)buf_len(&text);
	if (!done && !node->lost)
		complain(
		    "cannot write to %s/out; lines will be lost", node->name);
	node->lost = !done;
	io_close(&fd);
}

/* Opens the FIFO for reading; -1 if "in" is none of ours. */
static int
open_in(const struct node *node)
{
	struct stat info;
	int fd = openat(node->directory, "in",
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
make_node(struct node *node, int at)
{
	struct stat info;

	if (mkdirat(at, node->name, 0700) != 0 && errno != EEXIST)
		return strerror(errno);
	node->directory = openat(
	    at, node->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (node->directory == -1 || fstat(node->directory, &info) != 0)
		return "it is no directory, or a symbolic link";
	if (info.st_uid != geteuid() || (info.st_mode & 0777) != 0700)
		return "it must belong to you and have mode 0700";
	int writer = openat(node->directory, "in",
	    O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	if (writer == -1 &&
	    (mkfifoat(node->directory, "in", 0600) == 0 || errno == EEXIST))
		node->in = open_in(node);
	io_close(&writer);
	return node->in != -1 ?
	    NULL :
	    "another process reads \"in\", or it is no FIFO of yours";
}

/* Appends the command that a line of the root is, without its slash. */
static bool
compose_root(struct buf *command, struct str text, enum verb *verb)
{
	struct command parsed;

	(void)str_skip(&text, STR("/"));
	if (grammar_parse(text, FROM_CLIENT, &parsed) == CODE_OK)
		*verb = parsed.rule->verb; /* else lines.c says what is wrong */
	return BUF_CAT(command, text);
}

/* Adds the node of a group, or the root; false after a complaint. */
static bool
add_node(struct str group, const char *name)
{
	struct node *node = calloc(1, sizeof(*node));
	const bool root = tree.root == NULL;
	const char *wrong = NULL;

	if (node == NULL)
		die_errno(EX_OSERR, "no memory for a group");
	memcpy(node->group, group.at, group.len);
	if (root)
		tree.root = node;
	node->next = tree.first;
	tree.first = node;
	tree.count++;
	node->directory = node->in = -1;
	node->name = root ? name : node->group;
	lines_init(&node->lines, VERB_SEND, str_from(node->group));
	node->lines.most = 1;
	node->lines.quiet = true; /* refusals are shown */
	if (root)
		node->lines.compose = compose_root;
	if (tree.count > NODES_MOST)
		wrong = "too many groups";
	else if (!root &&
	    (group.at[0] == '.' || strchr(node->name, '/') != NULL))
		wrong = "no directory can have this name";
	else
		wrong = make_node(node, root ? AT_FDCWD : tree.root->directory);
	if (wrong != NULL)
		complain("cannot use the directory %s: %s", node->name, wrong);
	return wrong == NULL;
}

/* Removes the FIFO of a node and forgets the node. */
static void
drop_node(struct node *node)
{
	struct node **at = &tree.first;

	while (*at != node)
		at = &(*at)->next;
	*at = node->next;
	tree.count--;
	if (node->in != -1)
		(void)unlinkat(node->directory, "in", 0);
	io_close(&node->in);
	io_close(&node->directory);
	if (node->lines.said == VERB_QUIT)
		(void)lines_lose(&node->lines); /* the end is its answer */
	if (lines_lose(&node->lines) + lines_unsaid(&node->lines) > 0)
		complain("%s/in: the last lines were not sent", node->name);
	free(node);
}

static void
drop_all(void)
{
	while (tree.first != NULL)
		drop_node(tree.first);
}

/* Returns the node whose line the server has not accepted yet, or null. */
static struct node *
busy(void)
{
	struct node *node = tree.first;

	while (node != NULL && node->lines.owed == 0 && node->lines.slow == 0)
		node = node->next;
	return node;
}

static void
take_event(const struct command *line)
{
	const enum verb verb = line->rule->verb;
	const bool own = line->count > 2 &&
	    str_caseeq(line->arg[2], session_name(&tree.script.session));
	struct node *asked = busy();

	if (verb == VERB_JOIN && own && find_node(line->arg[1]) == NULL &&
	    world_has(&tree.script.session.joined, line->arg[1]) &&
	    !add_node(line->arg[1], NULL)) {
		script_end(&tree.script, EX_CANTCREAT);
		return;
	}
	if (asked == NULL || !lines_heed(&asked->lines, &tree.script, line) ||
	    asked->lines.slow == 0) /* else it is sent again */
		append_line(line);
	if (verb == VERB_LEAVE && own && find_node(line->arg[1]) != NULL)
		drop_node(find_node(line->arg[1]));
}

/* Returns whether nothing is written to the groups that is not sent. */
static bool
groups_are_read(void)
{
	const struct node *node = tree.first;

	while (
	    node != tree.root && (node->in == -1 || io_pending(node->in) == 0))
		node = node->next;
	return node == tree.root;
}

/* Sends the next line. One of the root waits for what is in the groups. */
static void
say_next(void)
{
	for (struct node *at = tree.first; at != NULL; at = at->next)
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
read_place(struct node *node)
{
	const ssize_t count = lines_read(&node->lines, node->in);

	if (count > 0 || count == IO_AGAIN)
		return;
	node->lines.ended = false;
	int old = node->in;
	node->in = open_in(node);
	io_close(&old);
	if (node->in == -1)
		complain("%s/in is gone; not reading it any more", node->name);
}

static void
fifo_turn(void)
{
	struct script *script = &tree.script;
	struct pollfd set[1 + NODES_MOST]; /* the server, and each node */
	size_t count = 1;

	const bool ready = link_is_joined(&script->link);
	say_next();
	(void)link_report_letters(&script->link, 0); /* or the next time */
	usec until = WAIT_FOR_EVER;
	for (struct node *at = tree.first; at != NULL; at = at->next) {
		at->polled = count;
		set[count++] = (struct pollfd) { .events = POLLIN,
			.fd = ready && lines_reads(&at->lines) ? at->in : -1 };
		until = usec_earlier(until, lines_until(&at->lines, script));
	}
	script_wait(script, set, count, until);
	/* Lines of the server may have made nodes, or removed them. */
	for (struct node *at = tree.first; at != NULL; at = at->next)
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
	char *const *groups =
	    optind + 1 < argc ? argv + optind + 1 : options.groups;
	option_check_order(argv);
	option_check_groups(groups);
	if (!add_node(STR(""), argv[optind]))
		return EX_CANTCREAT;
	script_begin(&tree.script, &options, groups, take_event);
	tree.script.takes_last = true;
	tree.script.link.takes_letters = true;
	tree.script.tally = drop_all;
	while (!tree.script.over)
		fifo_turn();
	return script_finish(&tree.script);
}
