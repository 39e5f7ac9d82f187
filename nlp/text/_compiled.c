/* The steps of labelling that are repeated for every character, in C; nlp/text/forms.py has them in Python.

What a character is and what form a word has is asked of Python, once for each, and remembered: so the two versions
cannot differ in what they know of Unicode, and this file needs nothing that the limited API lacks.

Invariant: no pointer into the table of words is held while Python code runs, as that may come back here and change it.
*/

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>
#include <stdint.h>
#include <string.h>

#define INTERFACE 1 /* one more when nlp/text/forms.py and this file change together: a module of before is not used */
#define PAGE 256
#define N_PAGES (0x110000 / PAGE)
#define LONGEST 32       /* characters of a word that is remembered */
#define FEWEST_SLOTS 4096
#define MOST_WORDS 65536 /* then all are forgotten: a stream of random words must not fill the memory */

/* Kinds of characters, as nlp/text/forms.py numbers them. */
enum { BLANK = 0, LETTER = 1, SIGN = 2, JOINER = 3 };

typedef struct {
    uint32_t hash;
    uint32_t length;
    PyObject *word;
    PyObject *lower; /* None for a word whose form depends on what stands beside it */
    Py_UCS4 letters[];
} Word;

typedef struct {
    PyObject_HEAD
    PyObject *kinds;
    PyObject *lower;
    unsigned char *pages[N_PAGES];
    Word **slots;
    size_t n_slots; /* a power of two, or 0 */
    size_t n_words;
} Forms;

static void
forget_words(Forms *self)
{
    Word **slots = self->slots;
    size_t n_slots = self->n_slots;
    /* Detached first: destructors may run Python code. */
    self->slots = NULL;
    self->n_slots = self->n_words = 0;
    for (size_t slot = 0; slot < n_slots; slot++) {
        if (slots[slot] != NULL) {
            Py_XDECREF(slots[slot]->word);
            Py_XDECREF(slots[slot]->lower);
            PyMem_Free(slots[slot]);
        }
    }
    PyMem_Free(slots);
}

static const unsigned char *
page_of(Forms *self, Py_UCS4 character)
{
    size_t number = character / PAGE;
    if (number >= N_PAGES) {
        PyErr_SetString(PyExc_ValueError, "no code point");
        return NULL;
    }
    if (self->pages[number] == NULL) {
        PyObject *answer = PyObject_CallFunction(self->kinds, "n", (Py_ssize_t)(number * PAGE));
        char *kinds;
        Py_ssize_t size;
        unsigned char *page;
        if (answer == NULL) {
            return NULL;
        }
        if (PyBytes_AsStringAndSize(answer, &kinds, &size) < 0) {
            Py_DECREF(answer);
            return NULL;
        }
        page = size == PAGE ? PyMem_Malloc(PAGE) : NULL;
        if (page == NULL) {
            Py_DECREF(answer);
            PyErr_SetString(PyExc_ValueError, "kinds of 256 characters are needed");
            return NULL;
        }
        memcpy(page, kinds, PAGE);
        Py_DECREF(answer);
        if (self->pages[number] == NULL) {
            self->pages[number] = page;
        }
        else { /* the call came back here, or another thread did */
            PyMem_Free(page);
        }
    }
    return self->pages[number];
}

static uint32_t
hash_of(const Py_UCS4 *letters, Py_ssize_t length)
{
    uint32_t hash = 2166136261u;
    for (Py_ssize_t i = 0; i < length; i++) {
        hash = (hash ^ letters[i]) * 16777619u;
    }
    return hash ^ (hash >> 15);
}

/* Return the slot of a word, or the free one that is its; the table must have a free slot. */
static size_t
slot_of(const Forms *self, const Py_UCS4 *letters, uint32_t length, uint32_t hash)
{
    size_t slot = hash & (self->n_slots - 1);
    const Word *word;
    while ((word = self->slots[slot]) != NULL) {
        if (word->hash == hash && word->length == length &&
            memcmp(word->letters, letters, length * sizeof(Py_UCS4)) == 0) {
            break;
        }
        slot = (slot + 1) & (self->n_slots - 1);
    }
    return slot;
}

/* Make room for one more word. */
static int
make_room(Forms *self)
{
    Word **slots;
    size_t n_slots;
    if (self->n_words >= MOST_WORDS) {
        forget_words(self);
    }
    if (self->n_slots > 0 && self->n_words * 2 < self->n_slots) {
        return 0;
    }
    n_slots = self->n_slots > 0 ? self->n_slots * 2 : FEWEST_SLOTS;
    slots = PyMem_Calloc(n_slots, sizeof(Word *));
    if (slots == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t old = 0; old < self->n_slots; old++) {
        Word *word = self->slots[old];
        if (word != NULL) {
            size_t slot = word->hash & (n_slots - 1);
            while (slots[slot] != NULL) {
                slot = (slot + 1) & (n_slots - 1);
            }
            slots[slot] = word;
        }
    }
    PyMem_Free(self->slots);
    self->slots = slots;
    self->n_slots = n_slots;
    return 0;
}

static int
remember(Forms *self, const Py_UCS4 *letters, uint32_t length, uint32_t hash, PyObject *word, PyObject *lower)
{
    Word *entry;
    size_t slot;
    if (make_room(self) < 0) {
        return -1;
    }
    slot = slot_of(self, letters, length, hash);
    if (self->slots[slot] != NULL) { /* remembered while Python was asked */
        return 0;
    }
    entry = PyMem_Malloc(sizeof(Word) + length * sizeof(Py_UCS4));
    if (entry == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    entry->hash = hash;
    entry->length = length;
    Py_INCREF(word);
    entry->word = word;
    Py_INCREF(lower);
    entry->lower = lower;
    memcpy(entry->letters, letters, length * sizeof(Py_UCS4));
    self->slots[slot] = entry;
    self->n_words++;
    return 0;
}

/* Give new references to the word at [start, end) of a text and to its form. */
static int
look_up(Forms *self, PyObject *text, const Py_UCS4 *characters, Py_ssize_t start, Py_ssize_t end, PyObject **word,
        PyObject **lower)
{
    const Py_UCS4 *letters = characters + start;
    Py_ssize_t length = end - start;
    uint32_t hash = 0;
    if (length <= LONGEST) {
        hash = hash_of(letters, length);
        if (self->n_slots > 0) {
            const Word *known = self->slots[slot_of(self, letters, (uint32_t)length, hash)];
            if (known != NULL) {
                *word = known->word;
                *lower = known->lower;
                Py_INCREF(*word);
                Py_INCREF(*lower);
                return 0;
            }
        }
    }
    *word = PyUnicode_Substring(text, start, end);
    if (*word == NULL) {
        return -1;
    }
    *lower = PyObject_CallFunctionObjArgs(self->lower, *word, NULL);
    if (*lower != NULL && *lower != Py_None && !PyUnicode_Check(*lower)) {
        PyErr_SetString(PyExc_TypeError, "the form of a word is a string or None");
        Py_CLEAR(*lower);
    }
    if (*lower == NULL ||
        (length <= LONGEST && remember(self, letters, (uint32_t)length, hash, *word, *lower) < 0)) {
        Py_CLEAR(*lower);
        Py_CLEAR(*word);
        return -1;
    }
    return 0;
}

static int
append_number(PyObject *list, Py_ssize_t number)
{
    PyObject *value = PyLong_FromSsize_t(number);
    int failed = value == NULL || PyList_Append(list, value) < 0;
    Py_XDECREF(value);
    return failed ? -1 : 0;
}

static PyObject *
forms_cut(PyObject *object, PyObject *text)
{
    Forms *self = (Forms *)object;
    PyObject *words = NULL, *lowers = NULL, *starts = NULL, *ends = NULL, *figures = NULL, *result = NULL;
    Py_UCS4 *characters = NULL;
    const unsigned char *page = NULL;
    Py_ssize_t length, start, end, n_words = 0;
    size_t number = N_PAGES;
    int before = BLANK, in_context = 0;

    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "a string is needed");
        return NULL;
    }
    length = PyUnicode_GetLength(text);
    characters = PyUnicode_AsUCS4Copy(text);
    words = PyList_New(0);
    lowers = PyList_New(0);
    starts = PyList_New(0);
    ends = PyList_New(0);
    figures = PyList_New(0);
    if (length < 0 || characters == NULL || words == NULL || lowers == NULL || starts == NULL || ends == NULL ||
        figures == NULL) {
        goto done;
    }

#define KIND_AT(position)                                                                                            \
    (characters[position] / PAGE != number                                                                           \
         ? (page = page_of(self, characters[position]),                                                              \
            number = page == NULL ? N_PAGES : characters[position] / PAGE, page == NULL ? -1 : page[characters[position] % PAGE]) \
         : page[characters[position] % PAGE])

    for (start = 0; start < length; start = end) {
        PyObject *word, *lower;
        int kind = KIND_AT(start), failed;
        end = start + 1;
        if (kind < 0) {
            goto done;
        }
        if (kind == LETTER) {
            int next = LETTER;
            while (end < length && (next = KIND_AT(end)) == LETTER) {
                end++;
            }
            if (next < 0) {
                goto done;
            }
        }
        else if (kind == JOINER) {
            int next = end < length ? KIND_AT(end) : BLANK;
            if (next < 0) {
                goto done;
            }
            in_context = 1;
            if (before == LETTER && next == LETTER) {
                kind = BLANK;
            }
        }
        before = kind;
        if (kind == BLANK) {
            continue;
        }
        if (look_up(self, text, characters, start, end, &word, &lower) < 0) {
            goto done;
        }
        in_context |= lower == Py_None;
        failed = characters[start] >= '0' && characters[start] <= '9' && append_number(figures, n_words) < 0;
        n_words++;
        failed = failed || PyList_Append(words, word) < 0 || PyList_Append(lowers, lower) < 0 ||
                 append_number(starts, start) < 0 || append_number(ends, end) < 0;
        Py_DECREF(word);
        Py_DECREF(lower);
        if (failed) {
            goto done;
        }
    }
#undef KIND_AT
    if (in_context) {
        Py_INCREF(Py_None);
        Py_DECREF(lowers);
        lowers = Py_None;
    }
    result = PyTuple_Pack(5, words, lowers, starts, ends, figures);

done:
    PyMem_Free(characters);
    Py_XDECREF(words);
    Py_XDECREF(lowers);
    Py_XDECREF(starts);
    Py_XDECREF(ends);
    Py_XDECREF(figures);
    return result;
}

static int
forms_init(PyObject *object, PyObject *arguments, PyObject *keywords)
{
    Forms *self = (Forms *)object;
    PyObject *kinds, *lower, *old;
    if (keywords != NULL && PyDict_Size(keywords) > 0) {
        PyErr_SetString(PyExc_TypeError, "Forms takes no keywords");
        return -1;
    }
    if (!PyArg_ParseTuple(arguments, "OO", &kinds, &lower)) {
        return -1;
    }
    if (self->kinds != NULL) {
        PyErr_SetString(PyExc_TypeError, "Forms are made once");
        return -1;
    }
    Py_INCREF(kinds);
    old = self->kinds;
    self->kinds = kinds;
    Py_XDECREF(old);
    Py_INCREF(lower);
    old = self->lower;
    self->lower = lower;
    Py_XDECREF(old);
    return 0;
}

static int
forms_traverse(PyObject *object, visitproc visit, void *arg)
{
    Forms *self = (Forms *)object;
    Py_VISIT(Py_TYPE(object));
    Py_VISIT(self->kinds);
    Py_VISIT(self->lower);
    return 0;
}

static int
forms_clear(PyObject *object)
{
    Forms *self = (Forms *)object;
    forget_words(self);
    Py_CLEAR(self->kinds);
    Py_CLEAR(self->lower);
    return 0;
}

static void
forms_dealloc(PyObject *object)
{
    Forms *self = (Forms *)object;
    PyTypeObject *type = Py_TYPE(object);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    PyObject_GC_UnTrack(object);
    forms_clear(object);
    for (size_t number = 0; number < N_PAGES; number++) {
        PyMem_Free(self->pages[number]);
    }
    release(object);
    Py_DECREF(type);
}

static PyMethodDef forms_methods[] = {
    {"cut", forms_cut, METH_O, "Return the words of a text, their forms or None, where they begin, where they end, and which begin with a digit."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot forms_slots[] = {
    {Py_tp_doc, "Words of texts with their forms; see nlp.text.forms."},
    {Py_tp_init, forms_init},
    {Py_tp_traverse, forms_traverse},
    {Py_tp_clear, forms_clear},
    {Py_tp_dealloc, forms_dealloc},
    {Py_tp_methods, forms_methods},
    {0, NULL},
};

static PyType_Spec forms_spec = {
    .name = "nlp.text._compiled.Forms",
    .basicsize = sizeof(Forms),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = forms_slots,
};

/* Say whether a value of a table of starts lets a phrase begin: None, or a set with the following word; -1 for errors. */
static int
may_begin(PyObject *seconds, PyObject *words, Py_ssize_t following)
{
    PyObject *word;
    int is_member;
    if (seconds == Py_None) {
        return 1;
    }
    if (!PyAnySet_Check(seconds)) {
        PyErr_SetString(PyExc_TypeError, "a first word has a set of second words, or None");
        return -1;
    }
    if (following >= PyList_Size(words)) {
        return 0;
    }
    word = PyList_GetItem(words, following);
    if (word == NULL) {
        return -1;
    }
    Py_INCREF(word);
    is_member = PySet_Contains(seconds, word);
    Py_DECREF(word);
    return is_member;
}

static PyObject *
find_starts(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    PyObject *words, *seconds, *found;
    if (!PyArg_ParseTuple(arguments, "OO", &words, &seconds)) {
        return NULL;
    }
    if (!PyList_Check(words) || !PyDict_Check(seconds)) {
        PyErr_SetString(PyExc_TypeError, "a list and a dictionary are needed");
        return NULL;
    }
    found = PyList_New(0);
    if (found == NULL) {
        return NULL;
    }
    /* The size is asked again and again, and what is borrowed is held, as comparing may run Python code. */
    for (Py_ssize_t position = 0; position < PyList_Size(words); position++) {
        PyObject *word = PyList_GetItem(words, position), *followers;
        int begins = 0;
        if (word == NULL) {
            goto failed;
        }
        Py_INCREF(word);
        followers = PyDict_GetItemWithError(seconds, word);
        Py_XINCREF(followers);
        Py_DECREF(word);
        if (followers == NULL) {
            if (PyErr_Occurred()) {
                goto failed;
            }
            continue;
        }
        begins = may_begin(followers, words, position + 1);
        Py_DECREF(followers);
        if (begins < 0 || (begins && append_number(found, position) < 0)) {
            goto failed;
        }
    }
    return found;

failed:
    Py_DECREF(found);
    return NULL;
}

static PyMethodDef methods[] = {
    {"find_starts", find_starts, METH_VARARGS, "Return where in a list of words a phrase may begin, in order."},
    {NULL, NULL, 0, NULL},
};

static int
execute(PyObject *module)
{
    PyObject *type = PyType_FromModuleAndSpec(module, &forms_spec, NULL);
    int failed = type == NULL || PyModule_AddObjectRef(module, "Forms", type) < 0 ||
                 PyModule_AddIntConstant(module, "INTERFACE", INTERFACE) < 0;
    Py_XDECREF(type);
    return failed ? -1 : 0;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, execute},
    {0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "nlp.text._compiled",
    .m_doc = "The steps that are repeated for every character, compiled; nlp.text.forms has them in Python.",
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC
PyInit__compiled(void)
{
    return PyModuleDef_Init(&definition);
}
