"""Kinds of syntax nodes by what they are for, over all grammars: the same name means the same in each of them."""

BINARY = frozenset({"binary_expression", "binary_operator", "boolean_operator", "comparison_operator"})
ASSIGNMENT = frozenset(
    {
        "assignment",
        "assignment_expression",
        "assignment_statement",
        "augmented_assignment",
        "augmented_assignment_expression",
        "compound_assignment_expr",
    }
)
STEP = frozenset({"update_expression", "inc_statement", "dec_statement"})
UNARY = frozenset({"unary_expression", "unary_operator", "not_operator"})
NAME = frozenset({"identifier"})
INTEGER = frozenset(
    {"integer", "number", "int_literal", "integer_literal", "decimal_integer_literal", "number_literal"}
)
STRING = frozenset({"string", "interpreted_string_literal", "string_literal"})
TRUTH = frozenset({"true", "false", "boolean_literal"})
CALL = frozenset({"call", "call_expression", "method_invocation"})
NEW = frozenset({"new_expression", "object_creation_expression"})
ARGUMENTS = frozenset({"argument_list", "arguments"})
PARAMETERS = frozenset({"parameters", "formal_parameters", "parameter_list"})
BRANCH = frozenset({"if_statement", "if_expression", "elif_clause"})
LOOP = frozenset({"while_statement", "while_expression", "for_statement", "do_statement", "for_clause"})
BLOCK = frozenset({"block", "statement_block", "compound_statement", "statement_list"})
STATEMENT = frozenset(
    {
        "expression_statement",
        "assignment_statement",
        "inc_statement",
        "dec_statement",
        "defer_statement",
        "go_statement",
    }
)
RETURN = frozenset({"return_statement", "return_expression"})
RAISE = frozenset({"raise_statement", "throw_statement"})
LEAVE = frozenset({"break_statement", "break_expression", "continue_statement", "continue_expression"})
INDEXED = frozenset({"subscript", "subscript_expression", "index_expression", "array_access"})
SLICED = frozenset({"slice", "slice_expression"})
WAITED = frozenset({"await", "await_expression"})
CHOICE = frozenset({"conditional_expression", "ternary_expression"})
DEFAULTED = frozenset({"default_parameter", "typed_default_parameter", "assignment_pattern", "required_parameter"})
COMMENT = frozenset({"comment", "line_comment", "block_comment"})
# What no operator looks into: types, and what belongs to the compiler more than to the function.
APART = COMMENT | frozenset(
    {
        "annotation",
        "array_declarator",
        "array_type",
        "attribute_item",
        "decorator",
        "generic_type",
        "import_from_statement",
        "import_statement",
        "literal_type",
        "marker_annotation",
        "modifiers",
        "preproc_include",
        "token_tree",
        "type",
        "type_annotation",
        "type_arguments",
        "type_descriptor",
        "type_parameters",
        "union_type",
    }
)
FUNCTION = frozenset(
    {
        "arrow_function",
        "func_literal",
        "function_declaration",
        "function_definition",
        "function_expression",
        "function_item",
        "lambda_expression",
        "method_declaration",
        "method_definition",
    }
)
BOUND = ASSIGNMENT | {
    "const_item",
    "const_spec",
    "init_declarator",
    "let_declaration",
    "short_var_declaration",
    "static_item",
    "var_spec",
    "variable_declarator",
}
# What stands around a value without changing it.
WRAPPING = frozenset(
    {
        "as_expression",
        "literal_element",
        "non_null_expression",
        "parenthesized_expression",
        "reference_expression",
        "satisfies_expression",
        "variadic_argument",
    }
)
