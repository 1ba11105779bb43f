/*
 * Dialogues: files, each with a server of its own. A line:
 *	# what the file promises
 *	config KEY VALUE	of the server; these come first
 *	file KEY TEXT		the same, where the value is a file with that
 *	directory KEY		the same, where the value is a new directory
 *				(the paths of both: $KEY, in scripts)
 *	args WORDS		arguments of the server, for this one alone
 *	program PATH		in place of forkcastd, with these alone
 *	needs SCRIPT		of sh(1): unless it succeeds all is skipped
 *	listen PATH OPTIONS	at a UNIX socket, too: "NAME at 1"
 *	quick			of fast hashes, and no delay after wrong secrets
 *	kept			the same, and directory state
 *	recorded		the same, and history all
 *	NAME acts REST		talkers.h: "ali enters multi-prefix"
 *	NAME> LINE		says it
 *	NAME> LINE => PATTERN	says it, and gets that next
 *	NAME>> BYTES		sends them as they are
 *	NAME< PATTERN		gets it next; also "fake< LINE => ANSWER"
 *	NAME<< PATTERN		gets it, whatever comes before
 *	log< PATTERN		so the server does
 *	pace SECONDS		so much time passes for the server
 *	pace all SECONDS	and for its children, all of which are there
 *	reload KEY VALUE	it gets that key, too
 *	unset KEY		and with it has that one no more
 *	upgrade			the next program takes over
 *	upgrade begins		and does not wait for that,
 *	upgrade ends		but does so here
 *	crash			the server is killed, and started again
 *	ended STATUS		it ends so; what comes then is behind "next"
 *	restart			it is stopped, and started again
 *	check VERDICT; REASON	forkcastctl says that of it: shell.h
 *	meet GROUP NAME ...	they join it in turn, and all have read that:
 *				the new ones as native clients, or as those
 *				of IRC if it is "#GROUP"
 *	journal WORD		kill, stop or cont: what its journal gets
 *	keeper WORD		the same, its keeper
 *	$ SCRIPT		of sh(1) with forkcast in PATH; $SERVER is the
 *				server's PID (shell.h), $KEEPER and $JOURNAL
 *				its children's, $CONTROL its control socket,
 *				$config its configuration, $SOURCE and $BUILT
 *				where the sources and the programs are; log-1
 *				is the log of the first server
 *	$+ LINE			a further line of it
 *	$? STATUS LINE		what it exits with, 0 if not given, and what it
 *				complains of, if anything
 *	$| PATTERN		a line of its output; $! of its error output
 *	page PATH		in scripts, a line "example: TITLE" is one of
 *				the EXAMPLES of this manual page: all of them in
 *				their order, each by the beginning of its title
 *	bridged COUNT GROUPS	so many servers with bridges: bridged.h
 *	site NUMBER		what follows is about that one, from 0; $NATS is
 *				the port of its nats-server, $BRIDGE its bridge
 *	fake			what follows has one that lies: fake.h
 *	NAME runs SCRIPT	a program in the background: scripts.h
 *	next			what follows has another server
 *	times COUNT LINE	the line so often; {#} in it is 0, 1, 2 ...,
 *				{#7} is 7, 8, 9 ...
 *	define NAME		the lines up to "end" have that name:
 *	do NAME A|B		they are run, with A for %1 and B for %2
 *	= PROMISE		has held
 *	scene			first: a server at ./s, in the scratch
 *				directory
 *	noon, settings TEXT	of clients: pty_noon, pty_config
 *	paced, term NAME	of those that start from now on: pty_paced,
 *	export NAME VALUE	pty_term, setenv(3), or unset without VALUE
 *	NAME word REST		on a terminal: terminals.h
 *	NAME screen		whose rows are the next lines, each behind "|"
 * In values "@/" is the directory in which scripts run. A server listens at
 * 127.0.0.1:0, or where its configuration says.
 * A word {a} of a pattern, or its end, is *, and what it was from then on; so
 * is it in what is said. {420} is so many letters x, {login} who runs the test,
 * {now}1234 an ID of ten minutes ago.
 * A line that begins with a space is of who the one before is of. In all texts
 * \n, \r, \t, \\ and \xNN are what they are in C, and \e is ESC.
 */
#ifndef TESTS_LIB_TALKS_H
#define TESTS_LIB_TALKS_H

/* Runs the file that is the argument of main; returns main's status. */
int talks_main(int argc, char *argv[]);

#endif
