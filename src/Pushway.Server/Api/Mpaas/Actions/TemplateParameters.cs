using System.Globalization;
using Pushway.Core.Templates;
using Pushway.Server.Api.Mpaas.Answers;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary>Which template a call means: by number, by name, or both.</summary>
internal static class TemplateParameters
{
    /// <summary>Throws if there is none.</summary>
    public static async Task<Template> FindAsync(TemplateShelf templates, MpaasCall call, CancellationToken cancellation)
    {
        var (id, name) = (call.Parameters.Text("TemplateId"), call.Parameters.Text("TemplateName"));
        if (id.Length == 0 && name.Length == 0)
            throw new RefusedCallException(ResultCodes.TemplateNameNull, ResultCodes.TemplateNameNull.Message);
        var found = id.Length == 0 ? await templates.FindAsync(call.Key, name, cancellation)
            : long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? await templates.FindAsync(call.Key, number, cancellation)
            : null;
        return found is not null && (name.Length == 0 || found.Name == name)
            ? found
            : throw new RefusedCallException(ResultCodes.TemplateUnknown, ResultCodes.TemplateUnknown.Message);
    }
}
