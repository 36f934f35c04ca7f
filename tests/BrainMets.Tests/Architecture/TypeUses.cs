using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace BrainMets.Tests.Architecture;

/// <summary>
/// The types that one compiled assembly uses: in base types, attributes, fields, signatures, local variables and the instructions of method
/// bodies. The use of a member counts as a use of its declaring type and of every type in its signature, so that <c>stage.GivesTensor()</c>
/// uses the tensor although the source never writes that name. Aliases, partly qualified names and global usings make no difference,
/// because the compiler has resolved them. A constant's name, the operand of <c>nameof</c> and comments leave no trace in an assembly and
/// are not seen here.
/// </summary>
public sealed class TypeUses
{
    private static readonly ConcurrentDictionary<string, Lazy<TypeUses>> Known = new(StringComparer.Ordinal);

    private TypeUses(AssemblyReading reading)
    {
        Assembly = reading.Assembly;
        References = reading.References;
        Types = reading.Types;
        Members = reading.Members;
        Delegates = reading.Delegates;
        All = reading.Uses;
    }

    public string Assembly { get; }

    /// <summary>The assemblies this one refers to. The compiler drops a reference that no code needs.</summary>
    public IReadOnlyList<string> References { get; }

    /// <summary>Every type defined here, nested and compiler-generated ones included.</summary>
    public IReadOnlyList<TypeIdentity> Types { get; }

    /// <summary>Fields, properties and parameters as they are declared.</summary>
    public IReadOnlyList<DeclaredMember> Members { get; }

    /// <summary>The delegate types defined here.</summary>
    public IReadOnlySet<TypeIdentity> Delegates { get; }

    public IReadOnlyCollection<TypeUse> All { get; }

    /// <summary>Reads an assembly that lies beside the tests; each file is read once.</summary>
    public static TypeUses In(string assembly) => Known.GetOrAdd(assembly, name => new(() =>
    {
        using var file = new PEReader(File.OpenRead(PathOf(name)));
        return new TypeUses(new AssemblyReading(file));
    })).Value;

    public static string PathOf(string assembly) => Path.Combine(AppContext.BaseDirectory, assembly + ".dll");
}

/// <summary>
/// One type uses another. Both are outermost types: what a nested type, a lambda or an iterator uses is used by the type around it. The
/// symbol is the type or member used, as documentation ids write it: <c>P:System.DateTime.Now</c>, <c>M:System.Random.#ctor</c>.
/// </summary>
public readonly record struct TypeUse(TypeIdentity User, TypeIdentity Used, string Symbol);

/// <summary>A type by its names; the parts of a nested type's name are joined by '+', as in reflection.</summary>
public readonly record struct TypeIdentity(string Assembly, string Namespace, string Name)
{
    public string FullName => Namespace.Length == 0 ? Name : $"{Namespace}.{Name}";

    public bool IsNested => Name.Contains('+');

    public bool IsCompilerGenerated => Name.Contains('<');

    public TypeIdentity Outermost => this with { Name = Name.Split('+')[0] };

    public override string ToString() => FullName;
}

/// <summary>A type as a signature writes it, with its parts: generic arguments, the element of an array, a reference's target.</summary>
public sealed record CompiledType(TypeIdentity Identity, IReadOnlyList<CompiledType> Parts)
{
    public IEnumerable<CompiledType> WithParts() => Parts.SelectMany(part => part.WithParts()).Prepend(this);

    /// <summary>The type as documentation ids write it.</summary>
    public override string ToString()
    {
        var name = Identity.FullName.Replace('+', '.');
        return Identity.Assembly.Length == 0 && Parts is [var element] ? $"{element}{name}"
            : Parts.Count == 0 ? name
            : $"{name.Split('`')[0]}{{{string.Join(',', Parts)}}}";
    }
}

public enum DeclaredKind
{
    Field,
    Property,
    Parameter,
}

/// <summary>A field, property or parameter; a parameter is named after its method and itself.</summary>
public sealed record DeclaredMember(TypeIdentity Owner, DeclaredKind Kind, string Name, CompiledType Type)
{
    /// <summary>Whether the compiler makes this field to hold the value of a property, which is declared itself.</summary>
    public bool IsBackingField => Kind == DeclaredKind.Field && Name.EndsWith(">k__BackingField", StringComparison.Ordinal);

    /// <summary>The name in the source. The field for a primary constructor's parameter is compiled as <c>&lt;name&gt;P</c>.</summary>
    public string SourceName => Name.StartsWith('<') ? Name[1..Name.IndexOf('>', StringComparison.Ordinal)] : Name;

    public override string ToString() => $"{Owner.FullName.Replace('+', '.')}.{Name} ({Type})";
}

/// <summary>Walks the metadata tables and the instructions of one assembly, once.</summary>
internal sealed class AssemblyReading
{
    private static readonly Dictionary<short, OperandType> Operands = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!) // Every field of OpCodes is an OpCode.
        .ToDictionary(code => code.Value, code => code.OperandType);

    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly SignatureTypes _types;
    private readonly HashSet<TypeUse> _uses = [];
    private readonly List<TypeIdentity> _defined = [];
    private readonly List<DeclaredMember> _members = [];
    private readonly HashSet<TypeIdentity> _delegates = [];

    // The outermost type whose definition is being read.
    private TypeIdentity _user;

    public AssemblyReading(PEReader file)
    {
        _file = file;
        _metadata = file.GetMetadataReader();
        Assembly = _metadata.GetString(_metadata.GetAssemblyDefinition().Name);
        References = [.. _metadata.AssemblyReferences.Select(handle => _metadata.GetString(_metadata.GetAssemblyReference(handle).Name))];
        _types = new SignatureTypes(_metadata, Assembly);
        foreach (var handle in _metadata.TypeDefinitions)
        {
            ReadType(handle);
        }
    }

    public string Assembly { get; }

    public IReadOnlyList<string> References { get; }

    public IReadOnlyList<TypeIdentity> Types => _defined;

    public IReadOnlyList<DeclaredMember> Members => _members;

    public IReadOnlySet<TypeIdentity> Delegates => _delegates;

    public IReadOnlyCollection<TypeUse> Uses => _uses;

    private void ReadType(TypeDefinitionHandle handle)
    {
        var definition = _metadata.GetTypeDefinition(handle);
        var type = _types.GetTypeFromDefinition(_metadata, handle, 0).Identity;
        _defined.Add(type);
        _user = type.Outermost;

        UseEntity(definition.BaseType);
        if (!definition.BaseType.IsNil && _types.Of(definition.BaseType).Identity is { Namespace: "System", Name: "MulticastDelegate" })
        {
            _delegates.Add(type);
        }

        foreach (var implementation in definition.GetInterfaceImplementations().Select(_metadata.GetInterfaceImplementation))
        {
            UseEntity(implementation.Interface);
        }

        UseAttributes(definition.GetCustomAttributes());
        UseConstraints(definition.GetGenericParameters());
        foreach (var field in definition.GetFields().Select(_metadata.GetFieldDefinition))
        {
            UseAttributes(field.GetCustomAttributes());
            Declare(type, DeclaredKind.Field, _metadata.GetString(field.Name), field.DecodeSignature(_types, null));
        }

        foreach (var property in definition.GetProperties().Select(_metadata.GetPropertyDefinition))
        {
            UseAttributes(property.GetCustomAttributes());
            Declare(type, DeclaredKind.Property, _metadata.GetString(property.Name), property.DecodeSignature(_types, null).ReturnType);
        }

        foreach (var @event in definition.GetEvents().Select(_metadata.GetEventDefinition))
        {
            UseAttributes(@event.GetCustomAttributes());
            UseEntity(@event.Type);
        }

        foreach (var method in definition.GetMethods().Select(_metadata.GetMethodDefinition))
        {
            ReadMethod(type, method);
        }
    }

    private void ReadMethod(TypeIdentity type, MethodDefinition method)
    {
        var signature = method.DecodeSignature(_types, null);
        var names = new Dictionary<int, string>();
        UseAttributes(method.GetCustomAttributes());
        UseConstraints(method.GetGenericParameters());
        UseType(signature.ReturnType);
        foreach (var parameter in method.GetParameters().Select(_metadata.GetParameter))
        {
            UseAttributes(parameter.GetCustomAttributes());
            names[parameter.SequenceNumber] = _metadata.GetString(parameter.Name);
        }

        for (var i = 0; i < signature.ParameterTypes.Length; i++)
        {
            var name = $"{_metadata.GetString(method.Name)}({names.GetValueOrDefault(i + 1, "")})";
            Declare(type, DeclaredKind.Parameter, name, signature.ParameterTypes[i]);
        }

        if (method.RelativeVirtualAddress != 0)
        {
            ReadBody(_file.GetMethodBody(method.RelativeVirtualAddress));
        }
    }

    private void ReadBody(MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
        {
            UseTypes(_metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_types, null));
        }

        foreach (var region in body.ExceptionRegions)
        {
            UseEntity(region.CatchType);
        }

        var code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            var first = code.ReadByte();
            switch (Operands[first == 0xFE ? (short)(0xFE00 | code.ReadByte()) : first])
            {
                case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType:
                case OperandType.InlineTok or OperandType.InlineSig:
                    UseEntity(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    code.ReadByte();
                    break;
                case OperandType.InlineVar:
                    code.ReadInt16();
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    code.ReadInt64();
                    break;
                case OperandType.InlineSwitch:
                    for (var left = code.ReadInt32(); left > 0; left--)
                    {
                        code.ReadInt32();
                    }

                    break;
                default:
                    code.ReadInt32();
                    break;
            }
        }
    }

    /// <summary>Notes what a token names: a type, or a member with its declaring type and signature.</summary>
    private void UseEntity(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition or HandleKind.TypeReference or HandleKind.TypeSpecification:
                UseType(_types.Of(handle));
                break;
            case HandleKind.FieldDefinition:
                var field = _metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                UseField(field.GetDeclaringType(), field.Name, field.DecodeSignature(_types, null));
                break;
            case HandleKind.MethodDefinition:
                var method = _metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                UseMethod(method.GetDeclaringType(), method.Name, method.DecodeSignature(_types, null));
                break;
            case HandleKind.MemberReference:
                var member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                if (member.GetKind() == MemberReferenceKind.Field)
                {
                    UseField(member.Parent, member.Name, member.DecodeFieldSignature(_types, null));
                }
                else
                {
                    UseMethod(member.Parent, member.Name, member.DecodeMethodSignature(_types, null));
                }

                break;
            case HandleKind.MethodSpecification:
                var specification = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                UseEntity(specification.Method);
                UseTypes(specification.DecodeSignature(_types, null));
                break;
            case HandleKind.StandaloneSignature:
                var signature = _metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle).DecodeMethodSignature(_types, null);
                UseTypes(signature.ParameterTypes.Add(signature.ReturnType));
                break;
            default:
                throw new NotSupportedException($"A token of {Assembly} names a {handle.Kind}, which this reader does not know.");
        }
    }

    private void UseField(EntityHandle declaring, StringHandle name, CompiledType type)
    {
        UseType(type);
        UseMember(declaring, "F", _metadata.GetString(name), "");
    }

    private void UseMethod(EntityHandle declaring, StringHandle handle, MethodSignature<CompiledType> signature)
    {
        UseTypes(signature.ParameterTypes.Add(signature.ReturnType));
        var name = _metadata.GetString(handle);
        if (name.StartsWith("get_", StringComparison.Ordinal) || name.StartsWith("set_", StringComparison.Ordinal))
        {
            UseMember(declaring, "P", name[4..], "");
            return;
        }

        var parameters = signature.ParameterTypes.Length == 0 ? "" : $"({string.Join(',', signature.ParameterTypes)})";
        UseMember(declaring, "M", name.Replace('.', '#'), parameters);
    }

    private void UseMember(EntityHandle declaring, string kind, string name, string parameters)
    {
        var type = _types.Of(declaring);
        UseType(type);
        Use(type.Identity, $"{kind}:{type.Identity.FullName.Replace('+', '.')}.{name}{parameters}");
    }

    private void UseTypes(ImmutableArray<CompiledType> types)
    {
        foreach (var type in types)
        {
            UseType(type);
        }
    }

    private void UseType(CompiledType type)
    {
        foreach (var part in type.WithParts())
        {
            Use(part.Identity, $"T:{part.Identity.FullName.Replace('+', '.')}");
        }
    }

    private void Use(TypeIdentity used, string symbol)
    {
        if (used.Assembly.Length > 0 && used.Outermost != _user)
        {
            _uses.Add(new TypeUse(_user, used.Outermost, symbol));
        }
    }

    private void UseConstraints(GenericParameterHandleCollection parameters)
    {
        foreach (var parameter in parameters.Select(_metadata.GetGenericParameter))
        {
            UseAttributes(parameter.GetCustomAttributes());
            foreach (var constraint in parameter.GetConstraints().Select(_metadata.GetGenericParameterConstraint))
            {
                UseEntity(constraint.Type);
            }
        }
    }

    private void UseAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes.Select(_metadata.GetCustomAttribute))
        {
            var value = attribute.DecodeValue(_types);
            UseEntity(attribute.Constructor);
            foreach (var argument in value.FixedArguments)
            {
                UseArgument(argument.Type, argument.Value);
            }

            foreach (var argument in value.NamedArguments)
            {
                UseArgument(argument.Type, argument.Value);
            }
        }
    }

    private void UseArgument(CompiledType type, object? value)
    {
        UseType(type);
        switch (value)
        {
            case CompiledType named:
                UseType(named);
                break;
            case ImmutableArray<CustomAttributeTypedArgument<CompiledType>> elements:
                foreach (var element in elements)
                {
                    UseArgument(element.Type, element.Value);
                }

                break;
        }
    }

    private void Declare(TypeIdentity owner, DeclaredKind kind, string name, CompiledType type)
    {
        UseType(type);
        _members.Add(new DeclaredMember(owner, kind, name, type));
    }
}

/// <summary>
/// Turns the signatures of one assembly into <see cref="CompiledType"/>. Arrays, references and type parameters belong to no assembly,
/// because they only stand for or around other types.
/// </summary>
internal sealed class SignatureTypes(MetadataReader metadata, string assembly) :
    ISignatureTypeProvider<CompiledType, object?>, ICustomAttributeTypeProvider<CompiledType>
{
    private const string Core = "System.Runtime";

    public CompiledType Of(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => GetTypeFromDefinition(metadata, (TypeDefinitionHandle)handle, 0),
        HandleKind.TypeReference => GetTypeFromReference(metadata, (TypeReferenceHandle)handle, 0),
        HandleKind.TypeSpecification => GetTypeFromSpecification(metadata, null, (TypeSpecificationHandle)handle, 0),
        _ => throw new NotSupportedException($"A {handle.Kind} of {assembly} was expected to name a type."),
    };

    public CompiledType GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer
            ? Nested(GetTypeFromDefinition(reader, outer, 0), reader.GetString(type.Name))
            : Named(assembly, reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    public CompiledType GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind switch
        {
            HandleKind.TypeReference => Nested(GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0), name),
            HandleKind.AssemblyReference => Named(
                reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name),
                reader.GetString(type.Namespace),
                name),
            _ => Named(assembly, reader.GetString(type.Namespace), name),
        };
    }

    public CompiledType GetTypeFromSpecification(
        MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public CompiledType GetPrimitiveType(PrimitiveTypeCode typeCode) => Named(Core, "System", typeCode.ToString());

    public CompiledType GetGenericInstantiation(CompiledType genericType, ImmutableArray<CompiledType> typeArguments) =>
        genericType with { Parts = typeArguments };

    public CompiledType GetSZArrayType(CompiledType elementType) => Made("[]", elementType);

    public CompiledType GetArrayType(CompiledType elementType, ArrayShape shape) =>
        Made($"[{new string(',', shape.Rank - 1)}]", elementType);

    public CompiledType GetByReferenceType(CompiledType elementType) => Made("@", elementType);

    public CompiledType GetPointerType(CompiledType elementType) => Made("*", elementType);

    public CompiledType GetPinnedType(CompiledType elementType) => elementType;

    public CompiledType GetModifiedType(CompiledType modifier, CompiledType unmodifiedType, bool isRequired) =>
        Made("", unmodifiedType, modifier);

    public CompiledType GetFunctionPointerType(MethodSignature<CompiledType> signature) =>
        Made("function", [.. signature.ParameterTypes, signature.ReturnType]);

    public CompiledType GetGenericTypeParameter(object? genericContext, int index) => Made($"`{index}");

    public CompiledType GetGenericMethodParameter(object? genericContext, int index) => Made($"``{index}");

    public CompiledType GetSystemType() => Named(Core, "System", "Type");

    public bool IsSystemType(CompiledType type) => type.Identity is { Namespace: "System", Name: "Type" };

    public CompiledType GetTypeFromSerializedName(string name) => Of(TypeName.Parse(name));

    // Only enumerations of this assembly can be looked up; those of the framework that occur in attributes are of the usual 32 bits.
    public PrimitiveTypeCode GetUnderlyingEnumType(CompiledType type)
    {
        var fields =
            from handle in metadata.TypeDefinitions
            where GetTypeFromDefinition(metadata, handle, 0).Identity == type.Identity
            from field in metadata.GetTypeDefinition(handle).GetFields().Select(metadata.GetFieldDefinition)
            where metadata.GetString(field.Name) == "value__"
            select Enum.Parse<PrimitiveTypeCode>(field.DecodeSignature(this, null).Identity.Name);
        return fields.DefaultIfEmpty(PrimitiveTypeCode.Int32).First();
    }

    private CompiledType Of(TypeName name) =>
        name.IsConstructedGenericType
            ? GetGenericInstantiation(Of(name.GetGenericTypeDefinition()), [.. name.GetGenericArguments().Select(Of)])
        : name.IsArray || name.IsByRef || name.IsPointer ? Made("[]", Of(name.GetElementType()))
        : name.IsNested ? Nested(Of(name.DeclaringType), name.Name)
        : Named(name.AssemblyName?.Name ?? assembly, name.Namespace, name.Name);

    private static CompiledType Named(string assembly, string @namespace, string name) =>
        new(new TypeIdentity(assembly, @namespace, name), []);

    private static CompiledType Nested(CompiledType outer, string name) =>
        outer with { Identity = outer.Identity with { Name = $"{outer.Identity.Name}+{name}" } };

    private static CompiledType Made(string name, params CompiledType[] parts) => new(new TypeIdentity("", "", name), parts);
}
