/*
 * The private directory of a test program, for its sockets, configurations and
 * logs. It is created at first use in TMPDIR (/tmp) and removed, with its
 * contents, when the program exits. If root runs the test, the directory
 * belongs to nobody, the user that the server becomes.
 */
#ifndef TESTS_LIB_SCRATCH_H
#define TESTS_LIB_SCRATCH_H

#define SCRATCH_PATH 128

/* Writes the path of a file of that name in the directory. */
void scratch_path(char path[SCRATCH_PATH], const char *name);

/* Writes the text to the file, and creates it if necessary. */
void scratch_write(const char *path, const char *text);

/*
 * If root runs the test, makes nobody the owner of a file or directory that
 * the server needs.
 */
void scratch_give(const char *path);

/*
 * Returns the descriptor of a file without a name, open for reading and
 * writing; children inherit it.
 */
int scratch_nameless(void);

#endif
